"""Uploaded files stay in memory: Django's usual handler would write large ones to a temporary file, unencrypted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemory(MemoryFileUploadHandler):
    """Takes files up to ``FILE_UPLOAD_MAX_MEMORY_SIZE``; refuses larger ones in words, with status 413."""

    def handle_raw_input(self, *args: Any, **options: Any) -> None:
        """Refuse by the length that the browser announces."""
        super().handle_raw_input(*args, **options)
        if not self.activated:
            raise RequestDataTooBig(f"files may have up to {settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 2**20} MiB")
