package org.moreau.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class ConvNetTest {
  private static ConvNet seeded(ConvNet.Sizes sizes) {
    Seeds.torch(2, "conv net");
    return new ConvNet(sizes);
  }

  private static String shapes(ConvNet net) {
    return ModelState.of(net).parameters().entrySet().stream()
        .map(e -> e.getKey() + java.util.Arrays.toString(e.getValue().shape()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void hasTheSizesOfThePublishedCodeAndOfTheText() {
    assertEquals(
        "conv1.weight[16, 3, 5, 5] conv1.bias[16] conv2.weight[20, 16, 5, 5] conv2.bias[20]"
            + " conv3.weight[20, 20, 5, 5] conv3.bias[20] fc.weight[10, 1280] fc.bias[10]",
        shapes(seeded(ConvNet.Sizes.proxProp(2))));
    assertEquals(
        List.of(10L, 320L),
        java.util.Arrays.stream(
                NamedTensors.get(
                        ModelState.of(seeded(ConvNet.Sizes.proxProp(3))).parameters(), "fc.weight")
                    .shape())
            .boxed()
            .toList());
    assertEquals(
        List.of("conv1", "conv2", "conv3", "fc"),
        List.copyOf(seeded(ConvNet.Sizes.proxProp(2)).linearLayers().keySet()));
  }

  /** Correlation with zeros around, ReLU, and the largest of 2 x 2, by loops. */
  private static double[][][] layer(
      double[][][] x, double[] weight, double[] bias, int kernel, boolean pool) {
    int side = x[0].length;
    int pad = kernel / 2;
    int size = pool ? side / 2 : side;
    double[][][] out = new double[bias.length][size][size];
    for (int f = 0; f < bias.length; f++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double sum = bias[f];
          for (int c = 0; c < x.length; c++) {
            for (int i = 0; i < kernel; i++) {
              for (int j = 0; j < kernel; j++) {
                int r = row + i - pad;
                int s = column + j - pad;
                if (r >= 0 && s >= 0 && r < side && s < side) {
                  sum += weight[((f * x.length + c) * kernel + i) * kernel + j] * x[c][r][s];
                }
              }
            }
          }
          double value = Math.max(sum, 0);
          int r = pool ? row / 2 : row;
          int s = pool ? column / 2 : column;
          out[f][r][s] = Math.max(out[f][r][s], value);
        }
      }
    }
    return out;
  }

  @Test
  void computesConvolutionsReluAndPoolsInThatOrder() {
    ConvNet net = seeded(new ConvNet.Sizes(2, 8, List.of(3, 4), 3, 1, 5));
    try (TensorScope scope = new TensorScope()) {
      Tensor image = torch.randn(1, 2, 8, 8);
      double[] pixels = TensorData.doubles(image);
      Map<String, Tensor> p = ModelState.of(net).parameters();
      double[][][] a = new double[2][8][8];
      for (int i = 0; i < pixels.length; i++) {
        a[i / 64][i / 8 % 8][i % 8] = pixels[i];
      }
      for (int k = 1; k <= 2; k++) {
        a =
            layer(
                a,
                TensorData.doubles(NamedTensors.get(p, "conv" + k + ".weight")),
                TensorData.doubles(NamedTensors.get(p, "conv" + k + ".bias")),
                3,
                k == 1);
      }
      double[] weight = TensorData.doubles(NamedTensors.get(p, "fc.weight"));
      double[] expected = TensorData.doubles(NamedTensors.get(p, "fc.bias"));
      for (int c = 0; c < 5; c++) {
        for (int i = 0; i < 64; i++) {
          expected[c] += weight[c * 64 + i] * a[i / 16][i / 4 % 4][i % 4];
        }
      }

      assertArrayEquals(expected, TensorData.doubles(net.logits(image)), 1e-5);
    }
  }

  @Test
  void startsUniformWithinOneOverTheRootOfTheInputsOfAUnit() {
    var p = ModelState.of(seeded(ConvNet.Sizes.proxProp(2))).parameters();

    MlpTest.assertUniform(NamedTensors.get(p, "conv1.weight"), 1 / Math.sqrt(75));
    MlpTest.assertUniform(NamedTensors.get(p, "conv2.weight"), 1 / Math.sqrt(400));
    MlpTest.assertUniform(NamedTensors.get(p, "conv2.bias"), 1 / Math.sqrt(400));
    MlpTest.assertUniform(NamedTensors.get(p, "conv3.weight"), 1 / Math.sqrt(500));
    MlpTest.assertUniform(NamedTensors.get(p, "fc.weight"), 1 / Math.sqrt(1280));
  }

  private static String refusal(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals(
        "kernel must be odd and at least 1, got 4",
        refusal(() -> new ConvNet.Sizes(3, 32, List.of(2), 4, 1, 10)));
    assertEquals(
        "pools must be from 0 to 1, the convolutions, got 2",
        refusal(() -> new ConvNet.Sizes(3, 32, List.of(2), 3, 2, 10)));
    assertEquals(
        "side must be a multiple of 2 to the power of pools, got 6 and 2",
        refusal(() -> new ConvNet.Sizes(3, 6, List.of(2, 2), 3, 2, 10)));
    try (TensorScope scope = new TensorScope()) {
      Tensor x = torch.zeros(1, 3, 28, 28);
      assertEquals(
          "images must have the shape [any, 3, 32, 32], got [1, 3, 28, 28]",
          refusal(() -> seeded(ConvNet.Sizes.proxProp(2)).logits(x)));
    }
  }
}
