package org.moreau.pathprox;

import org.bytedeco.pytorch.Tensor;

/** |w_k| and |v_k| of a coupling's units, [units] each. */
record Norms(CoupledUnits units, Tensor input, Tensor output) {
  static Norms of(CoupledUnits units, boolean withBiases) {
    return new Norms(units, units.inputNorms(withBiases), units.outputNorms());
  }

  /** Σ_k |w_k||v_k|, which must not be 0. */
  double pathNorm() {
    double norm = input.dot(output).item_double();
    if (norm == 0) {
      throw new ArithmeticException(
          "every unit of the coupling "
              + units.coupling()
              + " is zero: the network is a constant; start from other weights");
    }
    return norm;
  }
}
