package org.moreau.operator;

import java.util.function.DoubleUnaryOperator;

class NuclearNormTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new NuclearNorm();
  }

  @Override
  DoubleUnaryOperator images(double[] values, double step) {
    return s -> Math.max(s - step, 0);
  }
}
