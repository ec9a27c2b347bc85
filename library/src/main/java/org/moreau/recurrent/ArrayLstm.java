package org.moreau.recurrent;

import static org.moreau.recurrent.Entries.addProduct;
import static org.moreau.recurrent.Entries.multiply;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/**
 * {@link LstmCell} on arrays. The candidate's pre-activation is doubled, so that one sigmoid serves
 * all gates: g = 2 σ(2 z) − 1, and z_g means the doubled value.
 */
final class ArrayLstm extends ArrayCell {
  static final Kind KIND =
      new Kind() {
        @Override
        public ArrayCell cell(Sizes sizes, FloatMemory z, Workspace space) {
          return new ArrayLstm(sizes, z, space);
        }

        @Override
        public int gates() {
          return 4;
        }

        @Override
        public int stateGates() {
          return 3; // the output gate does not enter s
        }

        @Override
        public int apart() {
          return 0;
        }

        @Override
        public double scale(int gate) {
          return gate == 2 ? 2 : 1;
        }
      };

  private final InPlace sigmoid;
  private final FloatMemory.Matrix[] gate;
  private final InPlace tanh;
  private final FloatMemory.Matrix squashed;
  private final FloatMemory.Matrix[][] keptGates;
  private final FloatMemory.Matrix[] keptSquashed;
  private final float[] i;
  private final float[] f;
  private final float[] g; // σ of the doubled pre-activation
  private final float[] o;
  private final float[] th; // tanh of the state that is shown
  private final float[] cross;

  private ArrayLstm(Sizes sizes, FloatMemory zMemory, Workspace space) {
    super(sizes);
    Tensor z = zMemory.tensor();
    sigmoid = InPlace.sigmoid(z);
    gate = zMemory.matrices(4, sizes.hidden(), sizes.batch());
    Tensor squashing = z.new_empty(sizes.hidden(), sizes.batch());
    tanh = InPlace.tanh(squashing);
    squashed = new FloatMemory(squashing).matrix(0, sizes.hidden(), sizes.batch());
    keptGates = space.matricesByStep(sizes.steps(), 4, sizes.hidden(), sizes.batch());
    keptSquashed = space.matrices(sizes.steps(), sizes.hidden(), sizes.batch());
    i = space.array();
    f = space.array();
    g = space.array();
    o = space.array();
    th = space.array();
    cross = space.array();
  }

  @Override
  void read(int t) {
    sigmoid.apply();
    float[][] all = {i, f, g, o};
    for (int k = 0; k < all.length; k++) {
      gate[k].get(all[k]);
      keptGates[t][k].put(all[k]);
    }
  }

  @Override
  void recall(int t) {
    float[][] all = {i, f, g, o};
    for (int k = 0; k < all.length; k++) {
      keptGates[t][k].get(all[k]);
    }
    keptSquashed[t].get(th);
  }

  @Override
  void intermediate(float[] before, float[] s) {
    intermediate(s, f, before, i, g, n);
  }

  @Override
  void sensitivities(float[] before, float[][] a) {
    inputSensitivity(a[0], i, g, n);
    forgetSensitivity(a[1], f, before, n);
    candidateSensitivity(a[2], g, i, n);
  }

  @Override
  void show(int t, float[] state, float[] h) {
    squashed.put(state);
    tanh.apply();
    squashed.get(th);
    keptSquashed[t].put(th);
    multiply(h, o, th, n);
  }

  @Override
  void showBackward(float[] hBar, float[] stateBar, float[][] zBar) {
    throughTanh(stateBar, hBar, o, th, n);
    throughOutput(zBar[3], hBar, o, th, n);
  }

  @Override
  void backward(
      float[] before,
      float[][] a,
      float[] sBar,
      float[][] aBar,
      float[][] zBar,
      float[] beforeBar) {
    throughGate(zBar[0], a[0], sBar, aBar[0], i, n);
    throughGate(zBar[1], a[1], sBar, aBar[1], f, n);
    throughGate(zBar[2], a[2], sBar, aBar[2], g, n);
    crossed(cross, i, g, n);
    addProduct(zBar[0], cross, aBar[2], n);
    addProduct(zBar[2], cross, aBar[0], n);
    throughForget(beforeBar, sBar, aBar[1], f, n);
  }

  private static void intermediate(
      float[] s, float[] f, float[] before, float[] i, float[] g, int n) {
    for (int j = 0; j < n; j++) {
      s[j] = f[j] * before[j] + i[j] * (2 * g[j] - 1);
    }
  }

  private static void inputSensitivity(float[] a, float[] i, float[] g, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = i[j] * (1 - i[j]) * (2 * g[j] - 1);
    }
  }

  private static void forgetSensitivity(float[] a, float[] f, float[] before, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = f[j] * (1 - f[j]) * before[j];
    }
  }

  private static void candidateSensitivity(float[] a, float[] g, float[] i, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = 2 * g[j] * (1 - g[j]) * i[j];
    }
  }

  private static void throughTanh(float[] stateBar, float[] hBar, float[] o, float[] th, int n) {
    for (int j = 0; j < n; j++) {
      stateBar[j] = hBar[j] * o[j] * (1 - th[j] * th[j]);
    }
  }

  private static void throughOutput(float[] zBar, float[] hBar, float[] o, float[] th, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = hBar[j] * th[j] * o[j] * (1 - o[j]);
    }
  }

  // The derivative of a_k in z_k is a_k (1 − 2 σ_k) for all three.
  private static void throughGate(
      float[] zBar, float[] a, float[] sBar, float[] aBar, float[] sigma, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = a[j] * (sBar[j] + aBar[j] * (1 - 2 * sigma[j]));
    }
  }

  private static void crossed(float[] cross, float[] i, float[] g, int n) {
    for (int j = 0; j < n; j++) {
      cross[j] = 2 * i[j] * (1 - i[j]) * g[j] * (1 - g[j]);
    }
  }

  private static void throughForget(
      float[] beforeBar, float[] sBar, float[] aBar, float[] f, int n) {
    for (int j = 0; j < n; j++) {
      beforeBar[j] = f[j] * (sBar[j] + aBar[j] * (1 - f[j]));
    }
  }
}
