"""Facts that the judge does not reach, by reason. A row that it begins to reach has to be taken off."""

from __future__ import annotations

NOT_YET: dict[str, frozenset[str]] = {
    "words and signs that are not read": frozenset(
        """
        adjugate permutation
        """.split()
    ),
    "entries with open indices, of products, rows, and the delta": frozenset(
        """
        entry-of-transpose entry-of-gram entry-by-units delta-contracts delta-traces
        derivative-of-entry cofactor-rows log-sum-exp-gradient-entry sum-of-outer-products
        """.split()
    ),
    "eigenvalues are not read": frozenset(
        """
        trace-is-sum-of-eigenvalues det-is-product-of-eigenvalues eigenvalues-of-square eigenvalues-of-inverse
        eigenvalues-shifted
        """.split()
    ),
    "pseudo-inverses are not read": frozenset(
        """
        pinv-transpose pinv-penrose pinv-penrose-other pinv-symmetric pinv-of-full-column-rank
        pinv-of-full-row-rank pinv-of-gram pinv-of-invertible
        """.split()
    ),
    "exponentials of matrices have no values": frozenset(
        """
        exp-of-sum-with-identity exp-inverse exp-transpose exp-det exp-commutes exp-similar exp-of-idempotent
        exp-kronecker-sum rate-of-exponential
        """.split()
    ),
    "complex matrices are read and not decided": frozenset(
        """
        adjoint-product adjoint-sum adjoint-inverse adjoint-twice adjoint-trace adjoint-det conjugate-product
        conjugate-of-transpose complex-frobenius complex-norm hermitian-form-is-real unitary-keeps-lengths
        gram-is-hermitian
        """.split()
    ),
    "functions of entries: of what they are, and their derivatives": frozenset(
        """
        jacobian-of-tanh jacobian-of-sigmoid jacobian-of-softmax gradient-elementwise-exp
        jacobian-of-product-by-matrix cross-entropy-gradient logistic-regression-gradient tanh-layer-gradient
        sigmoid-layer-gradient relu-square-gradient
        """.split()
    ),
    "derivatives by the entries of a symmetric matrix are not read": frozenset(
        """
        gradient-by-symmetric
        """.split()
    ),
    "differentials are not read": frozenset(
        """
        differential-of-log-det differential-of-inverse differential-of-product
        """.split()
    ),
    "expectations are not read": frozenset(
        """
        mean-affine mean-of-sum covariance-affine covariance-as-moments cross-covariance-affine
        cross-covariance-turned variance-of-projection variance-scaled variance-of-sum second-moment
        mean-times-projection mean-of-squared-norm mean-of-quadratic mean-of-centred-quadratic
        mean-of-mahalanobis mean-of-affine-outer mean-of-affine-inner mean-of-distance bias-and-variance
        independent-product independent-sum trace-trick gaussian-mean-of-quadratic
        gaussian-covariance-of-affine gaussian-third-moment gaussian-fourth-moment gaussian-product-of-forms
        gaussian-variance-of-form gaussian-fourth-moment-matrix gaussian-norm-to-the-fourth
        """.split()
    ),
    "divergences of families are not read": frozenset(
        """
        gaussian-divergence gaussian-divergence-of-one-covariance
        """.split()
    ),
}
