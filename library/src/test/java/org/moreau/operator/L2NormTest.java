package org.moreau.operator;

class L2NormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L2Norm();
  }

  /** Of all points with a length, the one along x is nearest; the length by search. */
  @Override
  protected double[] obviousProx(double[] x, double step) {
    double squares = 0;
    for (double entry : x) {
      squares += entry * entry;
    }
    double size = Math.sqrt(squares);
    double length = ScalarSearch.prox(Math::abs, size, step, 0, 12);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / size * length;
    }
    return y;
  }
}
