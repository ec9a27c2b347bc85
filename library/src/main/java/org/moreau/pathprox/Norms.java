package org.moreau.pathprox;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;

/**
 * |w_k| and |v_k| of a coupling's units, as numbers: what is done with them takes less time here
 * than calls of libtorch's would.
 */
record Norms(CoupledUnits units, double[] input, double[] output) {
  static Norms of(CoupledUnits units, boolean withBiases) {
    double[] output = TensorData.doubles(units.outputSquares());
    for (int k = 0; k < output.length; k++) {
      output[k] = Math.sqrt(output[k]);
    }
    return new Norms(units, TensorData.doubles(units.inputNorms(withBiases)), output);
  }

  /**
   * Σ_k |w_k||v_k|.
   *
   * @param learningRate of the step before, for the message
   * @throws ArithmeticException if it is 0, or a weight is not finite
   */
  double pathNorm(double learningRate) {
    requireFinite(units.coupling().input(), input, learningRate);
    requireFinite(units.coupling().output(), output, learningRate);
    double norm = 0;
    for (int k = 0; k < input.length; k++) {
      norm += input[k] * output[k];
    }
    if (norm == 0) {
      throw new ArithmeticException(
          "every unit of the coupling "
              + units.coupling()
              + " is zero: the network is a constant; start from other weights");
    }
    return norm;
  }

  private static void requireFinite(String layer, double[] norms, double learningRate) {
    for (double norm : norms) {
      if (!(norm < Double.POSITIVE_INFINITY)) {
        throw new ArithmeticException(
            layer
                + ".weight must be finite after the step on the loss, at the learning rate "
                + learningRate
                + "; make it smaller");
      }
    }
  }

  /** 1 / |w_k|, and 1 where w_k is 0. */
  double[] reciprocals() {
    double[] reciprocals = new double[input.length];
    for (int k = 0; k < input.length; k++) {
      reciprocals[k] = input[k] == 0 ? 1 : 1 / input[k];
    }
    return reciprocals;
  }

  /**
   * max(scale − threshold / |v_k|, 0), what v_k is multiplied with so that scale · v_k loses
   * threshold of its norm; the scale times |w_k| where that is transferred.
   */
  double[] outputFactors(double scale, double threshold, boolean transfer) {
    double[] factors = new double[output.length];
    for (int k = 0; k < output.length; k++) {
      double grown = transfer && input[k] != 0 ? scale * input[k] : scale;
      factors[k] = output[k] == 0 ? 0 : Math.max(grown - threshold / output[k], 0);
    }
    return factors;
  }

  /** Whether v_k · factors_k is 0 for all k. */
  boolean dies(double[] factors) {
    for (int k = 0; k < output.length; k++) {
      if (factors[k] * output[k] != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code values} as a tensor of the kind of the weights. */
  Tensor tensor(double[] values) {
    Tensor weight = CoupledUnits.weight(units.input());
    return TensorData.of(values, values.length).to(weight.device(), weight.scalar_type());
  }
}
