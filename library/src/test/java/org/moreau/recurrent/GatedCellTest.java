package org.moreau.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** The written-out cells against their two formulas under autograd, and both forms of a pass. */
class GatedCellTest {
  private static final Precision EXACT = new Precision(1e-12, 1);

  /** A cell as a user writes it. */
  static final class PlainLstm extends AutogradCell {
    @Override
    public int gates() {
      return 4;
    }

    @Override
    public int stateGates() {
      return 3;
    }

    @Override
    public boolean carriesCell() {
      return true;
    }

    @Override
    protected Tensor intermediate(Tensor z, Tensor q, Tensor before) {
      TensorVector gate = z.add(q).chunk(4, 1);
      Tensor kept = gate.get(1).sigmoid().mul(before);
      return kept.add(gate.get(0).sigmoid().mul(gate.get(2).tanh()));
    }

    @Override
    protected Tensor hidden(Tensor z, Tensor q, Tensor state) {
      return z.add(q).chunk(4, 1).get(3).sigmoid().mul(state.tanh());
    }
  }

  /** The same of a GRU. */
  static final class PlainGru extends AutogradCell {
    @Override
    public int gates() {
      return 3;
    }

    @Override
    public int stateGates() {
      return 3;
    }

    @Override
    public boolean carriesCell() {
      return false;
    }

    @Override
    protected Tensor intermediate(Tensor z, Tensor q, Tensor before) {
      TensorVector ofInput = z.chunk(3, 1);
      TensorVector ofHidden = q.chunk(3, 1);
      Tensor reset = ofInput.get(0).add(ofHidden.get(0)).sigmoid();
      Tensor update = ofInput.get(1).add(ofHidden.get(1)).sigmoid();
      Tensor candidate = ofInput.get(2).add(reset.mul(ofHidden.get(2))).tanh();
      return torch.rsub(update, new Scalar(1.0)).mul(candidate).add(update.mul(before));
    }

    @Override
    protected Tensor hidden(Tensor z, Tensor q, Tensor state) {
      return state;
    }
  }

  private static GatedCell cell(String name) {
    return name.equals("lstm") ? new LstmCell() : new GruCell();
  }

  private static GatedCell plain(String name) {
    return name.equals("lstm") ? new PlainLstm() : new PlainGru();
  }

  private static ArrayCell.Kind onArrays(String name) {
    return name.equals("lstm") ? ArrayLstm.KIND : ArrayGru.KIND;
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, 4, 2, 7, 3, 1, true, LAST", "lstm, 3, 1, 3, 7, 0.1, true, ALL",
    "lstm, 5, 3, 4, 4, 3, false, LAST", "gru, 4, 2, 7, 3, 1, true, NONE",
    "gru, 3, 1, 3, 7, 0.1, true, NONE", "gru, 1, 3, 4, 4, 3, true, NONE"
  })
  void aCellWrittenOutIsItsFormulasUnderAutograd(
      String name,
      int steps,
      int batch,
      int input,
      int hidden,
      double r,
      boolean shows,
      RecurrentPass.Cells cells) {
    try (TensorScope scope = new TensorScope()) {
      PassCase written = new PassCase(cell(name), steps, batch, input, hidden, r, shows);
      RecurrentPass.Given given = written.given(ScalarType.Double, cells, EXACT, 3);
      Tensor cotangent = written.cotangent(ScalarType.Double, cells, 4);
      List<Tensor> expected = PassCase.run(new TensorPass(given, plain(name)), cotangent);
      List<Tensor> actual = PassCase.run(new TensorPass(given, cell(name)), cotangent);
      assertSame(expected, actual, 1e-11);
    }
  }

  @ParameterizedTest
  @CsvSource({"lstm, true, ALL", "lstm, false, LAST", "gru, true, NONE"})
  void threadsShareABatch(String name, boolean shows, RecurrentPass.Cells cells) {
    int before = torch.get_num_threads();
    try (TensorScope scope = new TensorScope()) {
      PassCase sizes = new PassCase(cell(name), 6, 101, 5, 8, 0.5, shows);
      Precision usual = Precision.of(ScalarType.Float);
      RecurrentPass.Given given = sizes.given(ScalarType.Float, cells, usual, 8);
      Tensor cotangent = sizes.cotangent(ScalarType.Float, cells, 9);
      torch.set_num_threads(1);
      List<Tensor> alone = PassCase.run(new ArrayPass(given, onArrays(name)), cotangent);
      for (int threads : new int[] {2, 3}) {
        torch.set_num_threads(threads);
        List<Tensor> shared = PassCase.run(new ArrayPass(given, onArrays(name)), cotangent);
        assertSame(alone, shared, 2e-5);
        assertSame(shared, PassCase.run(new ArrayPass(given, onArrays(name)), cotangent), 0);
      }
    } finally {
      torch.set_num_threads(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, 9, 5, 12, 16, 0.1, true, LAST", "lstm, 20, 32, 32, 24, 1, true, ALL",
    "lstm, 6, 1, 3, 1, 3, false, LAST", "lstm, 12, 7, 40, 5, 0.5, false, ALL",
    "gru, 9, 5, 12, 16, 0.1, true, NONE", "gru, 20, 32, 32, 24, 1, true, NONE",
    "gru, 6, 1, 1, 3, 3, true, NONE", "gru, 1, 7, 40, 5, 0.5, true, NONE"
  })
  void theKernelIsThePassInDoublePrecision(
      String name,
      int steps,
      int batch,
      int input,
      int hidden,
      double r,
      boolean shows,
      RecurrentPass.Cells cells) {
    try (TensorScope scope = new TensorScope()) {
      PassCase sizes = new PassCase(cell(name), steps, batch, input, hidden, r, shows);
      RecurrentPass exact =
          new TensorPass(sizes.given(ScalarType.Double, cells, EXACT, 5), cell(name));
      Precision usual = Precision.of(ScalarType.Float);
      RecurrentPass quick =
          new ArrayPass(sizes.given(ScalarType.Float, cells, usual, 5), onArrays(name));
      List<Tensor> expected = PassCase.run(exact, sizes.cotangent(ScalarType.Double, cells, 6));
      List<Tensor> actual = PassCase.run(quick, sizes.cotangent(ScalarType.Float, cells, 6));
      assertSame(expected, actual, 2e-5);
      assertTrue(quick.outcome().converged(), quick.outcome().message());
    }
  }

  @Test
  void solvesOfVanishingRightHandSidesStayFinite() {
    try (TensorScope scope = new TensorScope()) {
      Seeds.torch(7, "vanishing");
      Tensor weight = torch.randn(6, 5);
      ArraySolve solve = new ArraySolve(weight, 3, 2, 1e-5, new Workspace(weight, 64));
      float[][] a = new float[3][];
      for (int k = 0; k < 3; k++) {
        a[k] = TensorData.floats(torch.randn(4));
      }
      float[] direction = TensorData.floats(torch.randn(4));
      for (int exponent = 0; exponent <= 200; exponent++) {
        float[] s = new float[4];
        for (int i = 0; i < 4; i++) {
          s[i] = (float) (direction[i] * Math.pow(10, -exponent / 5.0));
        }
        float[] c = new float[4];
        float[] u = new float[10];
        solve.begin(1);
        solve.solve(a, s, c, u, new float[3][4]);
        float size = Math.abs(s[0]) + Math.abs(s[1]) + Math.abs(s[2]) + Math.abs(s[3]);
        for (float value : c) {
          assertTrue(Math.abs(value) <= 2 * size, () -> "size " + size + ", c " + value);
        }
        assertTrue(solve.error() <= 1e-5, "error " + solve.error());
      }
    }
  }

  private static void assertSame(List<Tensor> expected, List<Tensor> actual, double tolerance) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Tensor difference = actual.get(i).to(ScalarType.Double).sub(expected.get(i));
      double size = expected.get(i).norm().item_double();
      int index = i;
      assertEquals(
          0,
          difference.norm().item_double() / (size == 0 ? 1 : size),
          tolerance,
          () -> "result " + index + " of size " + size);
    }
  }
}
