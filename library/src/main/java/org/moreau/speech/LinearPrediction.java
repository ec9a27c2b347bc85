package org.moreau.speech;

/**
 * The best prediction of a sample from those before it, x(n) ≈ Σ_i a(i) x(n−i): a solves Σ_j a(j)
 * r(|i−j|) = r(i) for i from 1 to the order, where r is the autocorrelation. By Levinson's and
 * Durbin's recursion, in order² steps.
 *
 * @param coefficients a(1), ..., a(order)
 * @param partial k(1), ..., k(order): k(i) is the last coefficient of the prediction of order i;
 *     all lie in [−1, 1]
 * @param error what remains of r(0): r(0) Π (1 − k(i)²)
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record LinearPrediction(double[] coefficients, double[] partial, double error) {

  /**
   * From r(0), ..., r(order). Where r(0) is 0, as in silence, or nothing remains to be predicted,
   * the coefficients that are left are 0.
   *
   * @throws IllegalArgumentException naming the first value of r that is not finite, or if r(0) < 0
   */
  public static LinearPrediction of(double[] r) {
    for (int i = 0; i < r.length; i++) {
      if (!Double.isFinite(r[i])) {
        throw new IllegalArgumentException("autocorrelation " + i + " must be finite, got " + r[i]);
      }
    }
    if (r.length < 2 || r[0] < 0) {
      throw new IllegalArgumentException(
          "an autocorrelation must start with r(0) >= 0, and have r(1), got "
              + r.length
              + " values"
              + (r.length > 0 ? " from " + r[0] : ""));
    }
    int order = r.length - 1;
    double[] a = new double[order];
    double[] k = new double[order];
    double error = r[0];
    for (int i = 1; i <= order && error > 0; i++) {
      double rest = r[i];
      for (int j = 1; j < i; j++) {
        rest -= a[j - 1] * r[i - j];
      }
      double last = Math.max(-1, Math.min(1, rest / error));
      double[] before = a.clone();
      for (int j = 1; j < i; j++) {
        a[j - 1] = before[j - 1] - last * before[i - j - 1];
      }
      a[i - 1] = last;
      k[i - 1] = last;
      error *= 1 - last * last;
    }
    return new LinearPrediction(a, k, error);
  }

  /** r(i) = Σ_n x(n) x(n+i) for i from 0 to {@code order}. */
  public static double[] autocorrelation(double[] x, int order) {
    double[] r = new double[order + 1];
    for (int i = 0; i <= order; i++) {
      for (int n = 0; n + i < x.length; n++) {
        r[i] += x[n] * x[n + i];
      }
    }
    return r;
  }
}
