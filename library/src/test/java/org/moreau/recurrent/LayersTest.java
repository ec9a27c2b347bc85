package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Stacked and bidirectional layers against libtorch's own LSTM of two layers and directions. */
class LayersTest {
  @Test
  void twoBidirectionalLayersAreThoseOfLibtorch() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(2, "layers");
      Lstm[] parts = {new Lstm(4, 5), new Lstm(4, 5), new Lstm(10, 3), new Lstm(10, 3)};
      Stacked ours =
          new Stacked(
              List.of(
                  new Bidirectional(parts[0], parts[1]), new Bidirectional(parts[2], parts[3])));
      Tensor x = torch.randn(7, 2, 4);
      SequenceLayer.Output output = ours.forward(x);

      TensorVector weights = new TensorVector();
      for (Lstm part : parts) {
        StringTensorDict named = part.named_parameters();
        for (String name : List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")) {
          weights.push_back(named.get(name));
        }
      }
      // libtorch asks for one hidden size: the second layer is compared on its own input.
      TensorVector lower = new TensorVector();
      TensorVector upper = new TensorVector();
      for (int i = 0; i < 8; i++) {
        lower.push_back(weights.get(i));
        upper.push_back(weights.get(8 + i));
      }
      Tensor middle = bidirectional(x, lower, 5);
      Tensor expected = bidirectional(middle, upper, 3);
      assertArrayEquals(TensorData.floats(expected), TensorData.floats(output.hidden()), 1e-6f);
      assertEquals(List.of(5L, 5L, 5L, 5L, 3L, 3L, 3L, 3L), ours.stateSizes());
      assertEquals(8, output.last().size());
      assertEquals(16, ours.parameters().size());
    }
  }

  private static Tensor bidirectional(Tensor x, TensorVector weights, long hidden) {
    Tensor zero = torch.zeros(2, x.size(1), hidden);
    return torch
        .lstm(x, new TensorVector(zero, zero), weights, true, 1, 0.0, false, true, false)
        .get0();
  }

  @Test
  void theBackwardDirectionEndsAtTheFirstStep() {
    try (TensorScope scope = new TensorScope()) {
      Gru backward = new Gru(3, 4);
      Bidirectional both = new Bidirectional(new Gru(3, 2), backward);
      Tensor x = torch.randn(5, 2, 3);
      SequenceLayer.Output output = both.forward(x);
      Tensor alone = backward.forward(x.flip(0)).lastHidden();
      assertArrayEquals(
          TensorData.floats(alone),
          TensorData.floats(output.hidden().select(0, 0).narrow(1, 2, 4).contiguous()));
      assertArrayEquals(TensorData.floats(alone), TensorData.floats(output.last().get(1)));
    }
  }

  @Test
  void layersThatDoNotFitAreRefused() {
    Lstm one = new Lstm(3, 4);
    assertMessage(
        "layer 1 must read the 4 values of the layer below, got an input size of 3",
        () -> new Stacked(List.of(one, new Lstm(3, 4))));
    assertMessage("layers must be at least one", () -> new Stacked(List.<Lstm>of()));
    assertMessage("got the same layer twice", () -> new Bidirectional(one, one));
    assertMessage("got 3 and 2", () -> new Bidirectional(one, new Gru(2, 4)));
  }

  @Test
  void changingTheOutputInPlaceLeavesTheGradientsAlone() {
    for (boolean gru : new boolean[] {false, true}) {
      try (TensorScope scope = new TensorScope()) {
        Seeds.torch(6, "in place");
        SequenceLayer layer = gru ? new ProxGru(3, 4, 1, 1) : new ProxLstm(3, 4, 1, 1);
        Tensor weight = ((Module) layer).named_parameters().get("weight_hh_l0");
        Tensor x = torch.randn(5, 2, 3);
        layer.forward(x).hidden().sum().backward();
        float[] expected = TensorData.floats(weight.grad());
        weight.mutable_grad().zero_();
        layer.forward(x).hidden().add_(torch.ones(5, 2, 4)).sum().backward();
        assertArrayEquals(expected, TensorData.floats(weight.grad()));
      }
    }
  }

  private static void assertMessage(String part, org.junit.jupiter.api.function.Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
