package org.moreau.optim;

/** The optimisers' formulas on one parameter, in plain doubles. */
final class Reference {
  private Reference() {}

  static void adam(
      double[] p, double[] g, double[] m, double[] v, int t, double rate, Adam.Settings s) {
    for (int i = 0; i < p.length; i++) {
      double gradient = g[i] + s.weightDecay() * p[i];
      m[i] = s.beta1() * m[i] + (1 - s.beta1()) * gradient;
      v[i] = s.beta2() * v[i] + (1 - s.beta2()) * gradient * gradient;
      double mean = m[i] / (1 - Math.pow(s.beta1(), t));
      double square = v[i] / (1 - Math.pow(s.beta2(), t));
      p[i] -= rate * mean / (Math.sqrt(square) + s.epsilon());
    }
  }

  static void sgd(double[] p, double[] g, double[] b, int t, double rate, Sgd.Settings s) {
    for (int i = 0; i < p.length; i++) {
      double direction = g[i] + s.weightDecay() * p[i];
      if (s.momentum() > 0) {
        b[i] = t == 1 ? direction : s.momentum() * b[i] + direction;
        direction = s.nesterov() ? direction + s.momentum() * b[i] : b[i];
      }
      p[i] -= rate * direction;
    }
  }
}
