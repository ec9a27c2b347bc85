package org.moreau.proxprop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv1dOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.Conv3dOptions;
import org.bytedeco.pytorch.ConvPaddingMode;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kCircular;
import org.bytedeco.pytorch.kReflect;
import org.bytedeco.pytorch.kReplicate;
import org.bytedeco.pytorch.kSame;
import org.bytedeco.pytorch.kValid;
import org.bytedeco.pytorch.kZeros;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;

/** All paddings of libtorch's convolutions: its value and, from its own gradients, its matrix. */
class PaddingTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(13, "padding");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void mode(ConvPaddingMode mode, String name) {
    switch (name) {
      case "zeros" -> mode.put(new kZeros());
      case "reflect" -> mode.put(new kReflect());
      case "replicate" -> mode.put(new kReplicate());
      default -> mode.put(new kCircular());
    }
  }

  /** Kernels 2, 3 and 6 x dilations 2, 1 and 1: every dimension needs another padding. */
  private static Module convolution(int dimensions, String mode, String padding) {
    long[] kernel = {2, 3, 6};
    long[] dilation = {2, 1, 1};
    long[] amounts = {1, 2, 1};
    if (dimensions == 1) {
      Conv1dOptions o = new Conv1dOptions(2, 2, first(kernel, 1));
      o.dilation().put(first(dilation, 1));
      mode(o.padding_mode(), mode);
      switch (padding) {
        case "same" -> o.padding().put(new kSame());
        case "valid" -> o.padding().put(new kValid());
        default -> o.padding().put(first(amounts, 1));
      }
      return new Conv1dImpl(o);
    }
    if (dimensions == 2) {
      Conv2dOptions o = new Conv2dOptions(2, 2, first(kernel, 2));
      o.dilation().put(first(dilation, 2));
      mode(o.padding_mode(), mode);
      switch (padding) {
        case "same" -> o.padding().put(new kSame());
        case "valid" -> o.padding().put(new kValid());
        default -> o.padding().put(first(amounts, 2));
      }
      return new Conv2dImpl(o);
    }
    Conv3dOptions o = new Conv3dOptions(2, 2, first(kernel, 3));
    o.dilation().put(first(dilation, 3));
    mode(o.padding_mode(), mode);
    switch (padding) {
      case "same" -> o.padding().put(new kSame());
      case "valid" -> o.padding().put(new kValid());
      default -> o.padding().put(first(amounts, 3));
    }
    return new Conv3dImpl(o);
  }

  private static LongPointer first(long[] values, int count) {
    return new LongPointer(java.util.Arrays.copyOf(values, count));
  }

  /** (A'A + I)⁻¹A'g, a row of A for each entry of libtorch's own output. */
  private static Tensor expected(Single network, Tensor x, Tensor g) {
    Tensor z = network.layer.plainForward(x).flatten();
    List<Tensor> rows = new ArrayList<>();
    for (long i = 0; i < z.numel(); i++) {
      network.clear();
      z.select(0, i)
          .backward(new Tensor(), new org.bytedeco.pytorch.BoolOptional(true), false, null);
      rows.add(ExplicitMatrix.flat(network.gradients()));
    }
    Tensor a = torch.stack(new TensorVector(rows.toArray(new Tensor[0])), 0);
    Tensor metric = a.t().mm(a).add(torch.eye(a.size(1)));
    return torch.linalg_solve(metric, a.t().mv(g.flatten()).unsqueeze(1), true).squeeze(1);
  }

  @ParameterizedTest
  @CsvSource({
    "zeros, same", "zeros, valid", "zeros, numbers",
    "reflect, same", "reflect, valid", "reflect, numbers",
    "replicate, same", "replicate, valid", "replicate, numbers",
    "circular, same", "circular, valid", "circular, numbers"
  })
  void valuesAndDirectionsAreThoseOfLibtorchsLayer(String mode, String padding) {
    for (int dimensions = 1; dimensions <= 3; dimensions++) {
      Single network = Single.of(convolution(dimensions, mode, padding));
      network.with("exact", 1);
      long[] shape = {2, 2, 4, 5, 6};
      Tensor x = torch.randn(java.util.Arrays.copyOf(shape, dimensions + 2)).to(ScalarType.Double);
      Tensor z = network.forward(x);
      try (NoGradGuard guard = new NoGradGuard()) {
        Tensor plain = network.forward(x);
        assertArrayEquals(plain.shape(), z.shape(), dimensions + " dimensions");
        assertTrue(torch.allclose(plain, z, 1e-12, 1e-12, false));
      }
      Tensor g = torch.randn_like(z).detach();
      Tensor direction = ExplicitMatrix.flat(network.gradients(x, g));

      Tensor expected = expected(network, x, g);

      double error = direction.sub(expected).norm().div(expected.norm()).item_double();
      assertTrue(error <= 1e-9, dimensions + " dimensions: " + error);
    }
  }
}
