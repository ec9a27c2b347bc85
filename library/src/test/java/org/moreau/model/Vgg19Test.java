package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class Vgg19Test {
  private static final List<Integer> SMALL =
      List.of(3, 4, 5, 2, 3, 6, 4, 3, 5, 4, 3, 2, 4, 5, 3, 7);

  private static Vgg19 seeded(List<Integer> channels, int classes) {
    Seeds.torch(2, "vgg");
    return new Vgg19(channels, classes);
  }

  private static double deviation(Tensor tensor) {
    double[] values = TensorData.doubles(tensor);
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
  }

  @Test
  void hasSixteenConvolutionsAndOneLinearLayer() {
    Seeds.torch(2, "vgg");
    Vgg19 net = new Vgg19(10);
    Map<String, Tensor> p = ModelState.of(net).parameters();

    assertEquals(
        IntStream.rangeClosed(1, 17).mapToObj(i -> i == 17 ? "fc" : "conv" + i).toList(),
        List.copyOf(net.linearLayers().keySet()));
    assertArrayEquals(new long[] {64, 3, 3, 3}, NamedTensors.get(p, "conv1.weight").shape());
    assertArrayEquals(new long[] {512, 512, 3, 3}, NamedTensors.get(p, "conv16.weight").shape());
    assertArrayEquals(new long[] {10, 512}, NamedTensors.get(p, "fc.weight").shape());
    // 9 (3·64 + 64·64 + 64·128 + 128² + 128·256 + 3·256² + 256·512 + 7·512²) + 5504 + 5130.
    assertEquals(20_029_514, p.values().stream().mapToLong(Tensor::numel).sum());
    assertEquals(10, net.classes());
  }

  @Test
  void poolsAfterThe2nd4th8th12thAnd16th() {
    Vgg19 net = seeded(SMALL, 4);
    Map<String, Tensor> p = ModelState.of(net).parameters();
    try (TensorScope scope = new TensorScope()) {
      Tensor images = torch.randn(2, 3, 32, 32);
      Tensor a = images;
      for (int i = 1; i <= 16; i++) {
        a =
            torch
                .conv2d(
                    torch.constant_pad_nd(a, new long[] {1, 1, 1, 1}, new Scalar(0)),
                    NamedTensors.get(p, "conv" + i + ".weight"))
                .add(NamedTensors.get(p, "conv" + i + ".bias").view(1, -1, 1, 1))
                .relu();
        if (i == 2 || i == 4 || i == 8 || i == 12 || i == 16) {
          a = torch.max_pool2d(a, 2, 2);
        }
      }
      Tensor expected =
          a.view(2, 7).mm(NamedTensors.get(p, "fc.weight").t()).add(NamedTensors.get(p, "fc.bias"));

      assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(net.logits(images)), 1e-5);
      assertEquals(SMALL, net.channels());
    }
  }

  @Test
  void startsWithTheVarianceThatKeepsTheSignal() {
    Seeds.torch(2, "vgg");
    Vgg19 net = new Vgg19(10);
    Map<String, Tensor> p = ModelState.of(net).parameters();

    assertEquals(Math.sqrt(2 / 576.0), deviation(NamedTensors.get(p, "conv2.weight")), 1e-3);
    assertEquals(Math.sqrt(2 / 4608.0), deviation(NamedTensors.get(p, "conv13.weight")), 1e-4);
    assertEquals(0, deviation(NamedTensors.get(p, "conv7.bias")));
    try (TensorScope scope = new TensorScope()) {
      double logits = deviation(net.logits(torch.randn(4, 3, 32, 32)));
      assertTrue(logits > 0.05 && logits < 20, "the logits start at " + logits);
    }
  }

  private static String refusal(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals("channels must be 16 numbers, got 2", refusal(() -> new Vgg19(List.of(3, 4), 10)));
    assertEquals(
        "each of the channels must be at least 1, got 0",
        refusal(() -> new Vgg19(Collections.nCopies(16, 0), 10)));
    assertEquals("classes must be at least 1, got 0", refusal(() -> new Vgg19(SMALL, 0)));
    try (TensorScope scope = new TensorScope()) {
      Tensor x = torch.zeros(1, 1, 28, 28);
      assertEquals(
          "images must have the shape [any, 3, 32, 32], got [1, 1, 28, 28]",
          refusal(() -> seeded(SMALL, 4).logits(x)));
    }
  }
}
