package org.moreau.recurrent;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;

/** {@link GruCell} on arrays: y = z_n + r * q_n is the candidate's pre-activation. */
final class ArrayGru extends ArrayCell {
  static final Kind KIND =
      new Kind() {
        @Override
        public ArrayCell cell(Sizes sizes, FloatMemory z, Workspace space) {
          return new ArrayGru(sizes, z, space);
        }

        @Override
        public int gates() {
          return 3;
        }

        @Override
        public int stateGates() {
          return 3;
        }

        @Override
        public int apart() {
          return 1; // the reset gate is applied to the candidate's product with h'
        }

        @Override
        public double scale(int gate) {
          return 1;
        }
      };

  private final InPlace sigmoid; // of the reset and the update gate
  private final InPlace tanh;
  private final FloatMemory.Matrix[] gate;
  private final FloatMemory.Matrix[][] kept;
  private final float[] r;
  private final float[] u; // the update gate
  private final float[] c; // the candidate n
  private final float[] q;
  private final float[] candidateBar;
  private final float[] sumBar; // of y

  private ArrayGru(Sizes sizes, FloatMemory z, Workspace space) {
    super(sizes);
    int hidden = sizes.hidden();
    Tensor all = z.tensor();
    sigmoid = InPlace.sigmoid(all.narrow(0, 0, 2L * hidden));
    tanh = InPlace.tanh(all.narrow(0, 2L * hidden, hidden));
    gate = z.matrices(4, hidden, sizes.batch());
    kept = space.matricesByStep(sizes.steps(), 4, hidden, sizes.batch());
    r = space.array();
    u = space.array();
    c = space.array();
    this.q = space.array();
    candidateBar = space.array();
    sumBar = space.array();
  }

  @Override
  void read(int t) {
    sigmoid.apply();
    gate[0].get(r);
    gate[1].get(u);
    gate[2].get(c);
    gate[3].get(q);
    Entries.addProduct(c, r, q, n);
    gate[2].put(c);
    tanh.apply();
    gate[2].get(c);
    float[][] all = {r, u, c, q};
    for (int k = 0; k < all.length; k++) {
      kept[t][k].put(all[k]);
    }
  }

  @Override
  void recall(int t) {
    float[][] all = {r, u, c, q};
    for (int k = 0; k < all.length; k++) {
      kept[t][k].get(all[k]);
    }
  }

  @Override
  void intermediate(float[] before, float[] s) {
    mix(s, c, u, before, n);
  }

  @Override
  void sensitivities(float[] before, float[][] a) {
    updateSensitivity(a[1], u, before, c, n);
    candidateSensitivity(a[2], u, c, n);
    resetSensitivity(a[0], a[2], q, r, n);
  }

  @Override
  void show(int t, float[] state, float[] h) {
    System.arraycopy(state, 0, h, 0, n);
  }

  @Override
  void showBackward(float[] hBar, float[] stateBar, float[][] zBar) {
    System.arraycopy(hBar, 0, stateBar, 0, n);
  }

  @Override
  void backward(
      float[] before,
      float[][] a,
      float[] sBar,
      float[][] aBar,
      float[][] zBar,
      float[] beforeBar) {
    // a_r = a_n * q * r (1 − r): what comes to a_r goes on to a_n, q and r.
    float[] resetBar = aBar[0];
    throughReset(aBar[2], resetBar, q, r, n);
    candidate(candidateBar, sBar, aBar[2], u, c, n);
    updated(candidateBar, aBar[1], u, n);
    throughTanh(sumBar, candidateBar, c, n);
    reset(zBar[0], resetBar, a[2], r, n);
    resetGate(zBar[0], sumBar, q, r, n);
    productBar(zBar[3], sumBar, resetBar, a[2], r, n);
    System.arraycopy(sumBar, 0, zBar[2], 0, n);
    update(zBar[1], sBar, aBar[1], u, n);
    Entries.subtract(candidateBar, before, c, n);
    Entries.multiply(zBar[1], zBar[1], candidateBar, n);
    updateGate(zBar[1], aBar[2], c, u, n);
    throughUpdate(beforeBar, sBar, aBar[1], u, n);
  }

  private static void mix(float[] s, float[] c, float[] u, float[] before, int n) {
    for (int j = 0; j < n; j++) {
      s[j] = c[j] + u[j] * (before[j] - c[j]);
    }
  }

  private static void updateSensitivity(float[] a, float[] u, float[] before, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = u[j] * (1 - u[j]) * (before[j] - c[j]);
    }
  }

  private static void candidateSensitivity(float[] a, float[] u, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = (1 - u[j]) * (1 - c[j] * c[j]);
    }
  }

  private static void resetSensitivity(
      float[] a, float[] ofCandidate, float[] q, float[] r, int n) {
    for (int j = 0; j < n; j++) {
      a[j] = ofCandidate[j] * q[j] * r[j] * (1 - r[j]);
    }
  }

  private static void throughReset(float[] aBar, float[] resetBar, float[] q, float[] r, int n) {
    for (int j = 0; j < n; j++) {
      aBar[j] += resetBar[j] * q[j] * r[j] * (1 - r[j]);
    }
  }

  private static void candidate(
      float[] out, float[] sBar, float[] aBar, float[] u, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      out[j] = (1 - u[j]) * (sBar[j] - 2 * aBar[j] * c[j]);
    }
  }

  private static void updated(float[] out, float[] updateBar, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      out[j] -= updateBar[j] * u[j] * (1 - u[j]);
    }
  }

  private static void throughTanh(float[] out, float[] candidateBar, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      out[j] = candidateBar[j] * (1 - c[j] * c[j]);
    }
  }

  private static void reset(float[] zBar, float[] resetBar, float[] ofCandidate, float[] r, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = resetBar[j] * ofCandidate[j] * (1 - 2 * r[j]);
    }
  }

  private static void resetGate(float[] zBar, float[] sumBar, float[] q, float[] r, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = (zBar[j] + sumBar[j]) * q[j] * r[j] * (1 - r[j]);
    }
  }

  private static void productBar(
      float[] qBar, float[] sumBar, float[] resetBar, float[] ofCandidate, float[] r, int n) {
    for (int j = 0; j < n; j++) {
      qBar[j] = r[j] * (sumBar[j] + resetBar[j] * ofCandidate[j] * (1 - r[j]));
    }
  }

  private static void update(float[] zBar, float[] sBar, float[] updateBar, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = sBar[j] + updateBar[j] * (1 - 2 * u[j]);
    }
  }

  private static void updateGate(float[] zBar, float[] aBar, float[] c, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      zBar[j] = (zBar[j] - aBar[j] * (1 - c[j] * c[j])) * u[j] * (1 - u[j]);
    }
  }

  private static void throughUpdate(
      float[] beforeBar, float[] sBar, float[] updateBar, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      beforeBar[j] = u[j] * (sBar[j] + updateBar[j] * (1 - u[j]));
    }
  }
}
