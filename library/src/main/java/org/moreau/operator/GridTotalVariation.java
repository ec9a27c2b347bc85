package org.moreau.operator;

import java.util.Arrays;
import org.moreau.solver.Outcome;

/**
 * min t (Σ |vertical jumps| + Σ |horizontal jumps|) + |y − x|²/2 on a grid.
 *
 * <p>The dual is the least |x − p − q| with p from rows and q from columns; for a given q the best
 * p is what a taut string takes off every row of x − q, and the other way round. This alternation
 * is a projected gradient method for q with step 1, so it is accelerated, with a restart where the
 * momentum points uphill (O'Donoghue and Candès 2015). Neighbours whose values have come together
 * are then joined to regions, and the solution that these regions and the signs between them imply
 * is compared with the dual point d = x − p − q: by the duality gap |y − y*|² ≤ |y − d|² + 2 t Σ
 * (|jump of y| − sign · jump of y), where the second part is zero if the signs are right.
 */
final class GridTotalVariation {
  private static final int CHECK_INTERVAL = 5;

  private final int height;
  private final int width;
  private final int size;
  private final TautString row;
  private final TautString column;
  private final double[] centred;
  private final double[] input;
  private final double[] p;
  private final double[] afterRows;
  private final double[] dual;
  private final byte[] horizontal; // signs of the jumps from i to i + 1
  private final byte[] vertical; // from i to i + width
  private final int[] parent;
  private final int[] region;
  private final double[] means; // of the regions
  private final double[] counts;
  private final double[] signs; // sums over a region's boundary
  private double[] q;
  private double[] lastQ;
  private double[] ahead; // q with momentum
  private int regions;

  GridTotalVariation(int height, int width) {
    this.height = height;
    this.width = width;
    size = height * width;
    row = new TautString(width);
    column = new TautString(height);
    centred = new double[size];
    input = new double[size];
    p = new double[size];
    afterRows = new double[size];
    dual = new double[size];
    horizontal = new byte[size];
    vertical = new byte[size];
    parent = new int[size];
    region = new int[size];
    means = new double[size];
    counts = new double[size];
    signs = new double[size];
    q = new double[size];
    lastQ = new double[size];
    ahead = new double[size];
  }

  int regions() {
    return regions;
  }

  int region(int i) {
    return region[i];
  }

  /** The derivative of entry i in the step. */
  double slope(int i) {
    return signs[region[i]] / counts[region[i]];
  }

  /** Finds the regions of x [height * width]; the error is relative to x less its average. */
  Outcome solve(double[] x, double step, double tolerance, int mostIterations) {
    double mean = Arrays.stream(x).sum() / Math.max(size, 1);
    double square = 0;
    for (int i = 0; i < size; i++) {
      centred[i] = x[i] - mean;
      square += centred[i] * centred[i];
    }
    Arrays.fill(q, 0);
    Arrays.fill(ahead, 0);
    double inertia = 1;
    double error = 0;
    for (int iteration = 1; iteration <= mostIterations; iteration++) {
      alternate(step);
      if (iteration % CHECK_INTERVAL == 1 || iteration == mostIterations) {
        error = square == 0 ? errorOfRegions(step) : errorOfRegions(step) / Math.sqrt(square);
        if (error <= tolerance) {
          return new Outcome(error, tolerance, iteration);
        }
      }
      inertia = accelerate(inertia);
    }
    return new Outcome(error, tolerance, mostIterations);
  }

  /** p for {@link #ahead}, then a new q for p; the dual point is what the columns leave. */
  private void alternate(double step) {
    for (int i = 0; i < size; i++) {
      input[i] = centred[i] - ahead[i];
    }
    for (int i = 0; i < size; i += width) {
      row.pull(input, i, 1, step, afterRows, horizontal);
    }
    for (int i = 0; i < size; i++) {
      p[i] = input[i] - afterRows[i];
      input[i] = centred[i] - p[i];
    }
    for (int i = 0; i < width; i++) {
      column.pull(input, i, width, step, dual, vertical);
    }
    double[] free = lastQ;
    lastQ = q;
    q = free;
    for (int i = 0; i < size; i++) {
      q[i] = input[i] - dual[i];
    }
  }

  private double accelerate(double inertia) {
    double uphill = 0;
    for (int i = 0; i < size; i++) {
      uphill += (ahead[i] - q[i]) * (q[i] - lastQ[i]);
    }
    double current = uphill > 0 ? 1 : inertia;
    double next = (1 + Math.sqrt(1 + 4 * current * current)) / 2;
    double momentum = (current - 1) / next;
    for (int i = 0; i < size; i++) {
      ahead[i] = q[i] + momentum * (q[i] - lastQ[i]);
    }
    return next;
  }

  /** Joins neighbours to regions; returns a bound of the error of the solution they imply. */
  private double errorOfRegions(double step) {
    double apart = 0;
    for (int i = 0; i < size; i++) {
      apart = Math.max(apart, Math.abs(afterRows[i] - dual[i]));
      parent[i] = i;
    }
    // A string may bend by less than the error where the solution is flat.
    double together = 4 * apart;
    for (int i = 0; i < size; i++) {
      if (hasRight(i) && (horizontal[i] == 0 || Math.abs(dual[i + 1] - dual[i]) <= together)) {
        join(i, i + 1);
      }
      if (hasBelow(i) && (vertical[i] == 0 || Math.abs(dual[i + width] - dual[i]) <= together)) {
        join(i, i + width);
      }
    }
    numberRegions();
    for (int i = 0; i < size; i++) {
      means[region[i]] += centred[i];
      counts[region[i]]++;
      addSign(i, i + 1, hasRight(i) ? horizontal[i] : 0);
      addSign(i, i + width, hasBelow(i) ? vertical[i] : 0);
    }
    for (int r = 0; r < regions; r++) {
      means[r] = (means[r] + step * signs[r]) / counts[r];
    }
    double squares = 0;
    double wrongSigns = 0;
    for (int i = 0; i < size; i++) {
      double off = means[region[i]] - dual[i];
      squares += off * off;
      wrongSigns += hasRight(i) ? against(i, i + 1, horizontal[i]) : 0;
      wrongSigns += hasBelow(i) ? against(i, i + width, vertical[i]) : 0;
    }
    return Math.sqrt(squares + 2 * step * wrongSigns);
  }

  private boolean hasRight(int i) {
    return i % width < width - 1;
  }

  private boolean hasBelow(int i) {
    return i / width < height - 1;
  }

  private void join(int i, int j) {
    parent[root(i)] = root(j);
  }

  private int root(int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private void numberRegions() {
    regions = 0;
    for (int i = 0; i < size; i++) {
      if (root(i) == i) {
        means[regions] = 0;
        counts[regions] = 0;
        signs[regions] = 0;
        region[i] = regions++;
      }
    }
    for (int i = 0; i < size; i++) {
      region[i] = region[root(i)];
    }
  }

  private void addSign(int i, int j, int sign) {
    if (sign != 0 && region[i] != region[j]) {
      signs[region[i]] += sign;
      signs[region[j]] -= sign;
    }
  }

  private double against(int i, int j, int sign) {
    double jump = means[region[j]] - means[region[i]];
    return Math.abs(jump) - sign * jump;
  }
}
