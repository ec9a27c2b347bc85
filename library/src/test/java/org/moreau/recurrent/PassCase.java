package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Seeds;

/** A pass and its derivative on random numbers, for one form of it against another. */
record PassCase(
    GatedCell cell, int steps, int batch, int input, int hidden, double r, boolean showsProximal) {
  RecurrentPass.Given given(
      ScalarType type, RecurrentPass.Cells cells, Precision precision, long seed) {
    Seeds.torch(seed, "pass");
    long gates = (long) cell.gates() * hidden;
    List<Tensor> initial = new ArrayList<>();
    Tensor x = torch.randn(steps, batch, input).to(type);
    initial.add(torch.randn(batch, hidden).to(type));
    if (cell.carriesCell()) {
      initial.add(torch.randn(batch, hidden).to(type));
    }
    GateParameters parameters =
        new GateParameters(
            uniform(type, gates, input),
            uniform(type, gates, hidden),
            uniform(type, gates),
            uniform(type, gates));
    return new RecurrentPass.Given(x, initial, parameters, r, showsProximal, cells, precision);
  }

  Tensor cotangent(ScalarType type, RecurrentPass.Cells cells, long seed) {
    Seeds.torch(seed, "cotangent");
    return torch.randn(steps + cells.count(steps), batch, hidden).to(type);
  }

  /** The values and all gradients, in one order. */
  static List<Tensor> run(RecurrentPass pass, Tensor cotangent) {
    List<Tensor> all = new ArrayList<>();
    all.add(pass.forward());
    RecurrentPass.Gradients gradients = pass.backward(cotangent);
    all.add(gradients.x());
    all.addAll(gradients.initial());
    all.addAll(gradients.parameters().list());
    return all;
  }

  private static Tensor uniform(ScalarType type, long... shape) {
    return torch.rand(shape).to(type).sub(new org.bytedeco.pytorch.Scalar(0.5));
  }
}
