"""The worked case: the region around Bakhmut in February 2023, for trying the program out. Never drive by it.

Real are the places and which roads join them; streets, shelters, people, vehicles, reports and areas are made up.
"""

from __future__ import annotations

from corridor.workflows.demo.folder import DemoCase, demo_case, demo_operation, write_demo_folder
from corridor.workflows.demo.process import DangerProcess, demo_process, true_intensity

__all__ = [
    "DangerProcess",
    "DemoCase",
    "demo_case",
    "demo_operation",
    "demo_process",
    "true_intensity",
    "write_demo_folder",
]
