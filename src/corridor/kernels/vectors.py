"""Eight lanes at once: the three vector steps that a contraction hierarchy of many hours is made of.

LLVM does not vectorise these loops by itself (it cannot see that the rows lie apart), and a comparison with a store
becomes a masked store, which is slow on some processors: so the steps are written as vector instructions, three times
as fast (measured). ``minnum`` is exact, and no operand is ever NaN (prices are checked before). With
``NUMBA_DISABLE_JIT`` the same steps run in NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

WIDTH = 8
"""Lanes of a vector; rows are a multiple of it."""
Lanes = npt.NDArray[np.float32]

_INTERPRETED = bool(getattr(config, "DISABLE_JIT", 0))
_VECTOR = ir.VectorType(ir.FloatType(), WIDTH)


def _at(context: Any, builder: Any, array: Any, value: Any, index: Any) -> Any:
    data = context.make_array(array)(context, builder, value).data
    return builder.bitcast(builder.gep(data, [index]), _VECTOR.as_pointer())


def _load(builder: Any, pointer: Any) -> Any:
    loaded = builder.load(pointer)
    loaded.align = 4
    return loaded


def _least(builder: Any, one: Any, other: Any) -> Any:
    name = f"llvm.minnum.v{WIDTH}f32"
    known = builder.module.globals.get(name)
    function = known or ir.Function(builder.module, ir.FunctionType(_VECTOR, [_VECTOR, _VECTOR]), name)
    return builder.call(function, [one, other], fastmath=("nnan", "nsz"))


def _lower(builder: Any, pointer: Any, value: Any) -> None:
    builder.store(_least(builder, value, _load(builder, pointer)), pointer).align = 4


def _relax(typing: Any, into: Any, at: Any, one: Any, first: Any, other: Any, second: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = signature.args
        left = _load(builder, _at(context, builder, kind[2], args[2], args[3]))
        right = _load(builder, _at(context, builder, kind[4], args[4], args[5]))
        _lower(builder, _at(context, builder, kind[0], args[0], args[1]), builder.fadd(left, right))
        return context.get_dummy_value()

    return types.void(into, types.intp, one, types.intp, other, types.intp), generate


def _price(typing: Any, into: Any, at: Any, fixed: Any, slope: Any, rate: Any, first: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def spread(value: Any) -> Any:
            one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
            same = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
            return builder.shuffle_vector(one, ir.Constant(_VECTOR, ir.Undefined), same)

        kind = signature.args
        rates = _load(builder, _at(context, builder, kind[4], args[4], args[5]))
        price = builder.fadd(spread(args[2]), builder.fmul(spread(args[3]), rates))
        _lower(builder, _at(context, builder, kind[0], args[0], args[1]), price)
        return context.get_dummy_value()

    return types.void(into, types.intp, types.float32, types.float32, rate, types.intp), generate


def _meet(typing: Any, into: Any, at: Any, one: Any, first: Any, other: Any, second: Any, count: Any, step: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = signature.args
        best = cgutils.alloca_once_value(  # type: ignore[no-untyped-call]
            builder, ir.Constant(_VECTOR, [float("inf")] * WIDTH)
        )
        with cgutils.for_range(builder, args[6], intp=args[6].type) as loop:
            offset = builder.mul(loop.index, args[7])
            left = _load(builder, _at(context, builder, kind[2], args[2], builder.add(args[3], offset)))
            right = _load(builder, _at(context, builder, kind[4], args[4], builder.add(args[5], offset)))
            builder.store(_least(builder, builder.fadd(left, right), builder.load(best)), best)
        builder.store(builder.load(best), _at(context, builder, kind[0], args[0], args[1])).align = 4
        return context.get_dummy_value()

    whole = types.intp
    return types.void(into, whole, one, whole, other, whole, whole, whole), generate


def _plain_relax(into: Lanes, at: int, one: Lanes, first: int, other: Lanes, second: int) -> None:
    row = into[at : at + WIDTH]
    np.minimum(row, one[first : first + WIDTH] + other[second : second + WIDTH], out=row)


def _plain_price(into: Lanes, at: int, fixed: float, slope: float, rate: Lanes, first: int) -> None:
    row = into[at : at + WIDTH]
    np.minimum(row, np.float32(fixed) + np.float32(slope) * rate[first : first + WIDTH], out=row)


def _plain_meet(into: Lanes, at: int, one: Lanes, first: int, other: Lanes, second: int, count: int, step: int) -> None:
    best = np.full(WIDTH, np.inf, np.float32)
    for i in range(count):
        left, right = first + i * step, second + i * step
        np.minimum(best, one[left : left + WIDTH] + other[right : right + WIDTH], out=best)
    into[at : at + WIDTH] = best


relax: Any = _plain_relax if _INTERPRETED else intrinsic(_relax)
"""``into[at:at + 8] = min(itself, one[first:first + 8] + other[second:second + 8])``; flat arrays, unchecked."""
price: Any = _plain_price if _INTERPRETED else intrinsic(_price)
"""``into[at:at + 8] = min(itself, fixed + slope * rate[first:first + 8])``."""
meet: Any = _plain_meet if _INTERPRETED else intrinsic(_meet)
"""``into[at:at + 8] = min over i < count of one[first + i * step:][:8] + other[second + i * step:][:8]``."""
