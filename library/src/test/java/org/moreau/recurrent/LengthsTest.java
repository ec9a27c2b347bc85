package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Sequences of different lengths in one batch, and where they begin. */
class LengthsTest {
  private static final int STEPS = 6;
  private static final int[] LENGTHS = {3, 6, 1};

  private enum Kind {
    LSTM {
      @Override
      SequenceLayer make() {
        return new Lstm(4, 5);
      }
    },
    GRU {
      @Override
      SequenceLayer make() {
        return new Gru(4, 5);
      }
    },
    PROX_LSTM {
      @Override
      SequenceLayer make() {
        return new ProxLstm(4, 5, 1, 1);
      }
    },
    PROX_GRU {
      @Override
      SequenceLayer make() {
        return new ProxGru(4, 5, 1, 1);
      }
    },
    OWN_CELL {
      @Override
      SequenceLayer make() {
        return new ProxRecurrent(new GatedCellTest.PlainLstm(), 4, 5, 1, 1);
      }
    },
    BIDIRECTIONAL {
      @Override
      SequenceLayer make() {
        return new Bidirectional(new ProxLstm(4, 5, 1, 1), new Gru(4, 3));
      }
    },
    STACKED {
      @Override
      SequenceLayer make() {
        return new Stacked(List.of(new Lstm(4, 6), new Lstm(6, 5)));
      }
    };

    abstract SequenceLayer make();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anExampleInABatchIsTheExampleAlone(Kind kind) {
    for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
      try (TensorScope scope = new TensorScope()) {
        Seeds.torch(4, "lengths");
        SequenceLayer layer = kind.make();
        ((Module) layer).to(type, false);
        Tensor filled = torch.randn(STEPS, LENGTHS.length, 4).to(type);
        for (int b = 0; b < LENGTHS.length; b++) {
          Tensor behind = filled.narrow(0, LENGTHS[b], STEPS - LENGTHS[b]).narrow(1, b, 1);
          behind.fill_(new Scalar(Double.NaN)); // whatever stands there
        }
        Tensor x = leaf(filled);
        List<Tensor> initial = new ArrayList<>();
        for (long size : layer.stateSizes()) {
          initial.add(leaf(torch.randn(LENGTHS.length, size).to(type)));
        }
        Tensor lengths = TensorData.of(new long[] {3, 6, 1}, 3);
        SequenceLayer.Output output = layer.forward(x, initial, lengths);
        weighted(output.hidden(), output.last()).backward();

        double tolerance = type.value == ScalarType.Double.value ? 1e-10 : 2e-5;
        for (int b = 0; b < LENGTHS.length; b++) {
          Tensor own = leaf(x.detach().narrow(0, 0, LENGTHS[b]).narrow(1, b, 1).clone());
          List<Tensor> ownInitial = new ArrayList<>();
          for (Tensor state : initial) {
            ownInitial.add(leaf(state.detach().narrow(0, b, 1).clone()));
          }
          SequenceLayer.Output alone = layer.forward(own, ownInitial, null);
          weighted(alone.hidden(), alone.last()).backward();
          Tensor hidden = output.hidden().narrow(1, b, 1);
          close(alone.hidden(), hidden.narrow(0, 0, LENGTHS[b]), tolerance);
          Tensor behind = hidden.narrow(0, LENGTHS[b], STEPS - LENGTHS[b]);
          assertEquals(0, behind.abs().sum().item_double());
          Tensor gradient = x.grad().narrow(1, b, 1);
          close(own.grad(), gradient.narrow(0, 0, LENGTHS[b]), tolerance);
          Tensor beyond = gradient.narrow(0, LENGTHS[b], STEPS - LENGTHS[b]);
          assertEquals(0, beyond.abs().sum().item_double());
          for (int i = 0; i < initial.size(); i++) {
            close(alone.last().get(i), output.last().get(i).narrow(0, b, 1), tolerance);
            close(ownInitial.get(i).grad(), initial.get(i).grad().narrow(0, b, 1), tolerance);
          }
        }
      }
    }
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    try (TensorScope scope = new TensorScope()) {
      ProxGru layer = new ProxGru(4, 5, 1, 1);
      Tensor x = torch.randn(STEPS, 3, 4);
      assertMessage(
          "lengths must be from 1 to the 6 steps of x, got 0", layer, x, new long[] {3, 0, 1});
      assertMessage(
          "lengths must be from 1 to the 6 steps of x, got 7", layer, x, new long[] {3, 7, 1});
      assertMessage("lengths must have the shape [3], got [2]", layer, x, new long[] {3, 2});
      IllegalArgumentException tooMany =
          assertThrows(
              IllegalArgumentException.class,
              () -> layer.forward(x, torch.zeros(3, 5), torch.zeros(3, 5)));
      assertTrue(
          String.valueOf(tooMany.getMessage()).contains("initial must have 1 states, got 2"),
          tooMany.getMessage());
    }
  }

  private static void assertMessage(String part, SequenceLayer layer, Tensor x, long[] lengths) {
    Tensor given = TensorData.of(lengths, lengths.length);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> layer.forward(x, layer.zeroStates(x), given))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  /** A sum in which each step and unit counts differently. */
  private static Tensor weighted(Tensor hidden, List<Tensor> last) {
    Tensor unit = torch.arange(new Scalar(hidden.size(2)), hidden.options()).add(new Scalar(1.0));
    Tensor step = torch.arange(new Scalar(hidden.size(0)), hidden.options()).add(new Scalar(2.0));
    Tensor sum = hidden.mul(unit).mul(step.view(-1, 1, 1)).sum();
    for (Tensor state : last) {
      sum = sum.add(state.square().sum());
    }
    return sum;
  }

  private static void close(Tensor expected, Tensor actual, double tolerance) {
    double[] wanted = TensorData.doubles(expected.to(ScalarType.Double));
    double size = 1;
    for (double value : wanted) {
      size = Math.max(size, Math.abs(value));
    }
    assertArrayEquals(
        wanted, TensorData.doubles(actual.contiguous().to(ScalarType.Double)), tolerance * size);
  }

  private static Tensor leaf(Tensor values) {
    values.set_requires_grad(true);
    return values;
  }
}
