"""Operation folders: read with every problem told, written so that they read back the same."""

from __future__ import annotations

from corridor.exchange.operation.evidence import EvidenceRead, read_evidence
from corridor.exchange.operation.places import check_places, check_vehicles
from corridor.exchange.operation.read import OperationRead, read_operation
from corridor.exchange.operation.unread import unread_files
from corridor.exchange.operation.write import write_operation

__all__ = [
    "EvidenceRead",
    "OperationRead",
    "check_places",
    "check_vehicles",
    "read_evidence",
    "read_operation",
    "unread_files",
    "write_operation",
]
