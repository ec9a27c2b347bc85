package org.moreau.pathprox;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorData;
import org.moreau.layer.ConvolutionMap;
import org.moreau.layer.LinearLayer;

/**
 * Units without input weights: they give a constant, which the bias of the next layer can take over
 * where it reaches every output alike.
 *
 * @param removable for each unit, whether it is constant and nothing changes where the bias takes
 *     it over
 * @param values what the next layer gets from those [units, inputs of a unit], 0 from others
 */
record Constants(boolean[] removable, double[] values) {
  /**
   * The constants of {@code units}.
   *
   * @param pass of the network as it is; null where there is no example, when those that are
   *     exactly zero are known by their biases
   */
  static Constants of(CoupledUnits units, Passes.@Nullable Pass pass) {
    int count = Math.toIntExact(units.count());
    int entries = (int) CoupledUnits.inputsOfUnit(units.input(), units.output());
    double[] norms = TensorData.doubles(units.inputNorms(pass == null));
    boolean[] removable = new boolean[count];
    double[] values = new double[count * entries];
    List<Tensor> inputs = pass == null ? null : pass.inputs().get(units.coupling().output());
    if (pass == null) {
      for (int k = 0; k < count; k++) {
        removable[k] = norms[k] == 0;
      }
    } else if (inputs != null && inputs.size() == 1) {
      Tensor input = inputs.get(0).detach();
      Tensor rows =
          input
              .movedim(CoupledUnits.dimension(units.output(), input), -1)
              .reshape(-1, count, entries);
      double[] first = TensorData.doubles(rows.select(0, 0));
      double[] spread =
          TensorData.doubles(rows.sub(rows.select(0, 0)).abs().amax(new long[] {0, 2}, false));
      boolean folds = units.outputBias() != null && !isPadded(units.output());
      for (int k = 0; k < count; k++) {
        boolean zero = true;
        for (int i = 0; i < entries; i++) {
          zero &= first[k * entries + i] == 0;
        }
        removable[k] = norms[k] == 0 && spread[k] == 0 && (zero || folds);
        for (int i = 0; removable[k] && i < entries; i++) {
          values[k * entries + i] = first[k * entries + i];
        }
      }
    }
    return new Constants(removable, values);
  }

  private static boolean isPadded(LinearLayer layer) {
    return layer.map() instanceof ConvolutionMap map
        && (map.before().stream().anyMatch(n -> n != 0)
            || map.after().stream().anyMatch(n -> n != 0));
  }

  /** Adds what the units but those {@code kept} give to the bias behind them. */
  void fold(CoupledUnits units, int[] kept) {
    Tensor bias = units.outputBias();
    if (bias == null) {
      return;
    }
    int entries = values.length / removable.length;
    double[] taken = values.clone();
    for (int k : kept) {
      Arrays.fill(taken, k * entries, (k + 1) * entries, 0);
    }
    Tensor v = units.outputWeights();
    Tensor constants =
        TensorData.of(taken, v.size(0), 1, v.size(2), entries).to(v.device(), v.scalar_type());
    bias.add_(v.mul(constants).sum(2, 3).flatten(0, 1));
  }
}
