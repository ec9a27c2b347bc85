package org.moreau.operator;

class L1NormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L1Norm();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] > step ? x[i] - step : x[i] < -step ? x[i] + step : 0;
    }
    return y;
  }
}
