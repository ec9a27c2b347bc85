package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;

class ModelStateTest {
  private final SmallNet model = new SmallNet(2, 3, 4);

  @Test
  void namesAreInTheOrderOfRegistration() {
    ModelState state = ModelState.of(model);

    assertEquals(
        List.of(
            "first.weight",
            "first.bias",
            "norm.weight",
            "norm.bias",
            "second.weight",
            "second.bias"),
        List.copyOf(state.parameters().keySet()));
    assertEquals(
        List.of("norm.running_mean", "norm.running_var", "norm.num_batches_tracked"),
        List.copyOf(state.buffers().keySet()));
    assertEquals(9, state.all().size());
  }

  @Test
  void handlesWriteToTheModelAfterTheirScope() {
    ModelState state;
    try (TensorScope scope = new TensorScope()) {
      state = ModelState.of(model);
    }

    Map<String, Tensor> ones = state.copy();
    NamedTensors.get(ones, "first.bias").fill_(new Scalar(1));
    state.load("the values", ones);

    Tensor seen = NamedTensors.get(ModelState.of(model).parameters(), "first.bias");
    assertArrayEquals(new float[] {1, 1, 1}, TensorData.floats(seen));
  }

  @Test
  void rejectsAnotherModelAndChangesNothing() {
    ModelState state = ModelState.of(model);
    Tensor last = NamedTensors.get(state.parameters(), "second.bias");
    float[] before = TensorData.floats(last);
    Map<String, Tensor> values = state.copy();
    NamedTensors.get(values, "first.weight").zero_();
    values.put("second.bias", TensorData.of(new float[5], 5));

    var error = assertThrows(IllegalArgumentException.class, () -> state.load("the file", values));

    assertEquals(
        "the tensor second.bias of the file must have the shape [4], got [5]", error.getMessage());
    assertArrayEquals(before, TensorData.floats(last));
    float[] first = TensorData.floats(NamedTensors.get(state.parameters(), "first.weight"));
    assertNotEquals(0, first[0]);
  }
}
