package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * The path norm Σ_k |w_k||v_k| of coupled units, and what is measured with it. It is what half the
 * sum of squares of their weights becomes when each unit is scaled such that |w_k| = |v_k|, which
 * does not change the function.
 *
 * <p>Source: PathProx, section 3.
 *
 * @param withBiases whether a unit's bias belongs to its input weights
 */
public record PathNorm(Couplings couplings, boolean withBiases) {
  /** Without the biases. */
  public PathNorm(Couplings couplings) {
    this(couplings, false);
  }

  /** |w_k||v_k| of every unit, by coupling. */
  public Map<Coupling, double[]> byUnit() {
    Map<Coupling, double[]> norms = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (CoupledUnits units : flat()) {
        norms.put(units.coupling(), TensorData.doubles(perUnit(units)));
      }
    }
    return norms;
  }

  /**
   * Σ_k |w_k||v_k| + ½|θ|² for the other weights θ [scalar]; differentiable in all, with a
   * derivative of 0 where a vector is 0. In front of it stands λ.
   */
  public Tensor penalty() {
    List<Tensor> parts = new ArrayList<>();
    flat().forEach(units -> parts.add(perUnit(units).sum()));
    Tensor rest = rest();
    return CoupledUnits.sum(parts.toArray(new Tensor[0])).add(rest);
  }

  /**
   * Weight decay as a term of the loss: ½ Σ θ² over all weights as they are, and over the biases
   * where they count [scalar]. In front of it stands λ.
   */
  public Tensor squares() {
    List<Tensor> parts = new ArrayList<>();
    for (CoupledUnits units : flat()) {
      parts.add(half(units.inputWeights()));
      parts.add(half(units.outputWeights()));
      Tensor bias = withBiases ? units.inputBias() : null;
      if (bias != null) {
        parts.add(half(bias));
      }
    }
    return CoupledUnits.sum(parts.toArray(new Tensor[0])).add(rest());
  }

  /** The value of {@link #penalty}: that of {@link #squares} at the balanced representative. */
  public double value() {
    return number(this::penalty);
  }

  /** The value of {@link #squares}. */
  public double halfSquares() {
    return number(this::squares);
  }

  private static double number(Supplier<Tensor> sum) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      return sum.get().item_double();
    }
  }

  private Tensor perUnit(CoupledUnits units) {
    return units.inputNorms(withBiases).mul(units.outputNorms());
  }

  private Tensor rest() {
    List<Tensor> parts = new ArrayList<>();
    OtherWeights.of(couplings, withBiases).values().forEach(weight -> parts.add(half(weight)));
    CoupledUnits first = flat().get(0);
    return parts.isEmpty()
        ? first.inputWeights().new_zeros(new long[0])
        : CoupledUnits.sum(parts.toArray(new Tensor[0]));
  }

  private static Tensor half(Tensor weight) {
    return weight.square().sum().mul(new Scalar(0.5));
  }

  private List<CoupledUnits> flat() {
    return couplings.units().stream().flatMap(List::stream).toList();
  }
}
