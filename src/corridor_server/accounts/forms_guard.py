"""Forms that hold only the fields which their user may read."""

from __future__ import annotations

from typing import Any

from corridor_server.accounts import access


class GuardedForm:
    """Mixin before ``ModelForm``; pass ``user``. A field closed to the user is neither shown nor taken."""

    def __init__(self, *args: Any, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        form.user = user
        known = access.FIELDS.get(form._meta.model._meta.label, {})
        visible = access.visible_fields(user, form._meta.model._meta.label)
        model_fields = {one.name for one in form._meta.model._meta.get_fields()}
        for name in list(form.fields):
            if (name in known or name in model_fields) and name not in visible:
                del form.fields[name]
