package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class ResNet18Test {
  private static ResNet18 seeded(int outputs) {
    Seeds.torch(4, "resnet");
    return new ResNet18(outputs);
  }

  /** 11,689,512 for the 1,000 classes of ImageNet, in torchvision too. */
  @Test
  void hasTheParametersOfThePaper() {
    Map<String, Tensor> p = ModelState.of(seeded(1_000)).parameters();

    assertEquals(11_689_512, p.values().stream().mapToLong(Tensor::numel).sum());
    assertArrayEquals(new long[] {64, 3, 7, 7}, NamedTensors.get(p, "conv1.weight").shape());
    assertArrayEquals(
        new long[] {128, 64, 1, 1}, NamedTensors.get(p, "layer2.0.downsample.0.weight").shape());
    assertTrue(p.containsKey("layer4.1.bn2.bias"));
    assertTrue(p.keySet().stream().noneMatch(name -> name.startsWith("layer1.0.downsample")));
    assertTrue(p.keySet().stream().noneMatch(name -> name.endsWith("conv1.bias")));
  }

  private static Tensor convolution(Map<String, Tensor> p, String name, Tensor x, int stride) {
    Tensor weight = NamedTensors.get(p, name + ".weight");
    long half = weight.size(2) / 2;
    Tensor none = new Tensor();
    return torch.conv2d(
        x,
        weight,
        new TensorOptional(none),
        new long[] {stride, stride},
        new long[] {half, half},
        new long[] {1, 1},
        1);
  }

  /** In evaluation, with running means 0 and variances 1 as at the start. */
  private static Tensor normalised(Tensor x) {
    return x.div(torch.full(new long[0], new Scalar(Math.sqrt(1 + 1e-5))));
  }

  @Test
  void isTheFormulaOfItsBlocks() {
    ResNet18 net = seeded(5);
    net.eval();
    Map<String, Tensor> p = ModelState.of(net).parameters();
    try (TensorScope scope = new TensorScope()) {
      Tensor images = torch.randn(2, 3, 40, 48);
      Tensor a = normalised(convolution(p, "conv1", images, 2)).relu();
      a =
          torch.max_pool2d(
              a, new long[] {3, 3}, new long[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}, false);
      for (int layer = 1; layer <= 4; layer++) {
        for (int block = 0; block < 2; block++) {
          String name = "layer" + layer + "." + block + ".";
          int stride = layer > 1 && block == 0 ? 2 : 1;
          Tensor beside = stride == 1 ? a : normalised(convolution(p, name + "downsample.0", a, 2));
          Tensor b = normalised(convolution(p, name + "conv1", a, stride)).relu();
          a = normalised(convolution(p, name + "conv2", b, 1)).add(beside).relu();
        }
      }
      Tensor expected =
          a.mean(2, 3).mm(NamedTensors.get(p, "fc.weight").t()).add(NamedTensors.get(p, "fc.bias"));

      assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(net.logits(images)), 1e-4);
    }
  }

  @Test
  void everyParameterLearns() {
    ResNet18 net = seeded(3);
    try (TensorScope scope = new TensorScope()) {
      net.logits(torch.randn(4, 3, 32, 32)).square().mean().backward();
    }

    ModelState.of(net)
        .parameters()
        .forEach(
            (name, p) ->
                assertTrue(
                    Arrays.stream(TensorData.doubles(p.grad())).anyMatch(g -> g != 0), name));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals(
        "outputs must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new ResNet18(0)).getMessage());
    ResNet18 net = seeded(3);
    try (TensorScope scope = new TensorScope()) {
      Tensor small = torch.zeros(1, 3, 31, 64);
      assertEquals(
          "images must be at least 32 high and wide, got 31 x 64",
          assertThrows(IllegalArgumentException.class, () -> net.logits(small)).getMessage());
    }
  }
}
