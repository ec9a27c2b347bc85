package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** The change against single steps of the plain layer, whose new state is s. */
class StateChangeTest {
  private static ProxRecurrent layer(String cell, double delta) {
    return cell.equals("gru") ? new ProxGru(5, 7, delta, 1) : new ProxLstm(5, 7, delta, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru"})
  void isThatOfEveryStepFromTheStatesBeforeIt(String cell) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Seeds.torch(3, "change");
      ProxRecurrent layer = layer(cell, 0.8);
      ProxRecurrent plain = layer(cell, 0);
      copy(layer, plain);
      Tensor x = torch.randn(4, 3, 5);
      Tensor change = layer.stateChange(x);

      assertEquals(List.of(4L, 3L), List.of(change.size(0), change.size(1)));
      List<Tensor> states = layer.zeroStates(x);
      for (int t = 0; t < 4; t++) {
        Tensor step = x.narrow(0, t, 1);
        List<Tensor> mapped = layer.forward(step, states, null).last();
        Tensor s = last(plain.forward(step, states, null).last());
        for (int b = 0; b < 3; b++) {
          double expected = length(last(mapped).get(b).sub(s.get(b))) / length(s.get(b));
          assertEquals(expected, change.get(t).get(b).item_double(), 1e-5);
          assertTrue(expected > 1e-3, "the map does something");
        }
        states = mapped;
      }
      assertEquals(0, plain.stateChange(x).abs().max().item_double(), 1e-6);
    }
  }

  private static Tensor last(List<Tensor> states) {
    return states.get(states.size() - 1);
  }

  private static double length(Tensor vector) {
    return vector.norm().item_double();
  }

  private static void copy(Module from, Module to) {
    TensorVector source = from.parameters();
    TensorVector target = to.parameters();
    for (int i = 0; i < source.size(); i++) {
      target.get(i).copy_(source.get(i));
    }
  }
}
