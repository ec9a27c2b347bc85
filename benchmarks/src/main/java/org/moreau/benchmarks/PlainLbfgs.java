package org.moreau.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * L-BFGS without bounds as SciPy's fmin_l_bfgs_b runs it by default: 10 pairs, at most 20
 * evaluations per line search, an end where no entry of the gradient is above 1e-5 or the value
 * falls by less than 1e7 roundings.
 *
 * <p>Source: Byrd, Lu, Nocedal and Zhu, A limited memory algorithm for bound constrained
 * optimization (1995).
 */
final class PlainLbfgs {
  private static final int MEMORY = 10;
  private static final double GRADIENT_TOLERANCE = 1e-5;
  private static final double VALUE_TOLERANCE = 1e7 * 0x1p-52;
  private static final int MOST_ITERATIONS = 15_000;
  private static final int MOST_TRIALS = 20;
  private static final double LARGEST_STEP = 1e10;

  /** A function with its gradient. */
  interface Function {
    /** Its value at {@code x}; writes the gradient to {@code gradient}. */
    double at(double[] x, double[] gradient);
  }

  /** Where it ended. */
  record Found(double[] x, double value, int evaluations) {}

  private record Pair(double[] s, double[] y, double product) {}

  private PlainLbfgs() {}

  static Found minimise(Function function, double[] start) {
    int n = start.length;
    double[] x = start.clone();
    double[] gradient = new double[n];
    double value = function.at(x, gradient);
    int evaluations = 1;
    Deque<Pair> pairs = new ArrayDeque<>();
    double scale = 1;
    for (int k = 0; k < MOST_ITERATIONS && largest(gradient) > GRADIENT_TOLERANCE; k++) {
      double[] direction = direction(gradient, pairs, scale);
      double slope = dot(gradient, direction);
      if (!(slope < 0)) {
        if (pairs.isEmpty()) {
          break;
        }
        pairs.clear();
        scale = 1;
        continue;
      }
      double first = k == 0 ? Math.min(1 / Math.sqrt(dot(direction, direction)), LARGEST_STEP) : 1;
      MoreThuente search = new MoreThuente(value, slope, first, LARGEST_STEP);
      double[] next = new double[n];
      double[] nextGradient = new double[n];
      double nextValue = value;
      int trials = 0;
      do {
        double step = search.step();
        for (int i = 0; i < n; i++) {
          next[i] = x[i] + step * direction[i];
        }
        nextValue = function.at(next, nextGradient);
        evaluations++;
        trials++;
        search.observe(nextValue, dot(nextGradient, direction));
      } while (!search.isDone() && trials < MOST_TRIALS);
      double decrease = value - nextValue;
      double size = Math.max(Math.max(Math.abs(value), Math.abs(nextValue)), 1);
      double[] s = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        s[i] = next[i] - x[i];
        y[i] = nextGradient[i] - gradient[i];
      }
      x = next;
      gradient = nextGradient;
      value = nextValue;
      if (decrease <= VALUE_TOLERANCE * size) {
        break;
      }
      double product = dot(s, y);
      if (product > 0x1p-52 * -slope * search.step()) {
        if (pairs.size() == MEMORY) {
          pairs.removeFirst();
        }
        pairs.addLast(new Pair(s, y, product));
        scale = product / dot(y, y);
      }
    }
    return new Found(x, value, evaluations);
  }

  /** −H gradient by the two loops over the pairs. */
  private static double[] direction(double[] gradient, Deque<Pair> pairs, double scale) {
    double[] q = new double[gradient.length];
    add(q, -1, gradient);
    double[] shares = new double[pairs.size()];
    int i = 0;
    for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); i++) {
      Pair pair = newest.next();
      shares[i] = dot(pair.s, q) / pair.product;
      add(q, -shares[i], pair.y);
    }
    for (int j = 0; j < q.length; j++) {
      q[j] *= scale;
    }
    for (Pair pair : pairs) {
      i--;
      add(q, shares[i] - dot(pair.y, q) / pair.product, pair.s);
    }
    return q;
  }

  private static void add(double[] y, double factor, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += factor * x[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    // Four sums: a single one would wait for each addition.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }

  private static double largest(double[] a) {
    double largest = 0;
    for (double entry : a) {
      largest = Math.max(largest, Math.abs(entry));
    }
    return largest;
  }
}
