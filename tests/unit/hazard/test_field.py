import numpy as np
import pytest
from scipy.stats import gamma

from corridor.hazard.field import upper_ratio


@pytest.mark.parametrize("quantile", [0.5, 0.75, 0.9, 0.99])
def test_the_ratio_is_a_gamma_quantile_never_below_one_nor_growing_with_evidence(quantile):
    shapes = np.geomspace(0.01, 1e5, 200)
    ratio = upper_ratio(shapes, quantile)
    assert (ratio >= 1).all()
    assert (np.diff(ratio) <= 1e-12).all()
    if quantile >= 0.9:
        np.testing.assert_allclose(
            upper_ratio(np.array([4.0]), quantile), gamma.ppf(quantile, 4, scale=1 / 4), rtol=1e-3
        )
