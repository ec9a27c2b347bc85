package org.moreau.benchmarks;

/**
 * A step along a line with sufficient decrease (1e-3) and a slope of at most 0.9 of the first one,
 * by safeguarded interpolation. Source: Moré and Thuente, Line search algorithms with guaranteed
 * sufficient decrease (1994), with the constants of L-BFGS-B.
 */
final class MoreThuente {
  private static final double DECREASE = 1e-3;
  private static final double CURVATURE = 0.9;
  private static final double NARROWEST = 0.1;

  private final double startValue;
  private final double startSlope;
  private final double longest;
  private double step;
  private boolean isBracketed;
  private boolean isFirstStage = true;
  private boolean isDone;
  private double width;
  private double lastWidth;
  private double low; // the best step so far, its value and slope
  private double lowValue;
  private double lowSlope;
  private double high; // the other end
  private double highValue;
  private double highSlope;
  private double least;
  private double most;

  MoreThuente(double value, double slope, double first, double longest) {
    startValue = value;
    startSlope = slope;
    this.longest = longest;
    step = first;
    width = longest;
    lastWidth = 2 * longest;
    lowValue = value;
    lowSlope = slope;
    highValue = value;
    highSlope = slope;
    most = 5 * first;
  }

  /** The step to try, or the one that was chosen. */
  double step() {
    return step;
  }

  boolean isDone() {
    return isDone;
  }

  /** Tells what is found at {@link #step}. */
  void observe(double value, double slope) {
    double bound = startValue + step * DECREASE * startSlope;
    if (isFirstStage && value <= bound && slope >= 0) {
      isFirstStage = false;
    }
    boolean isCorner = isBracketed && (step <= least || step >= most);
    boolean isNarrow = isBracketed && most - least <= NARROWEST * most;
    boolean isLongest = step == longest && value <= bound && slope <= DECREASE * startSlope;
    if ((value <= bound && Math.abs(slope) <= CURVATURE * -startSlope)
        || isCorner
        || isNarrow
        || isLongest) {
      isDone = true;
      return;
    }
    if (isFirstStage && value <= lowValue && value > bound) {
      // Interpolates the function less its guaranteed decrease.
      double tilt = DECREASE * startSlope;
      lowValue -= low * tilt;
      highValue -= high * tilt;
      lowSlope -= tilt;
      highSlope -= tilt;
      interpolate(value - step * tilt, slope - tilt);
      lowValue += low * tilt;
      highValue += high * tilt;
      lowSlope += tilt;
      highSlope += tilt;
    } else {
      interpolate(value, slope);
    }
    if (isBracketed) {
      if (Math.abs(high - low) >= 0.66 * lastWidth) {
        step = low + 0.5 * (high - low);
      }
      lastWidth = width;
      width = Math.abs(high - low);
      least = Math.min(low, high);
      most = Math.max(low, high);
    } else {
      least = step + 1.1 * (step - low);
      most = step + 4 * (step - low);
    }
    step = Math.max(0, Math.min(step, longest));
    if (isBracketed && (step <= least || step >= most || most - least <= NARROWEST * most)) {
      step = low;
    }
  }

  /** Chooses the next step from the ends and the trial, and moves the ends. */
  private void interpolate(double value, double slope) {
    double trial = step;
    double sign = slope * Math.signum(lowSlope);
    double next;
    if (value > lowValue) {
      double cubic = cubic(trial, value, slope);
      double quadratic =
          low + (lowSlope / ((lowValue - value) / (trial - low) + lowSlope)) / 2 * (trial - low);
      boolean isNear = Math.abs(cubic - low) < Math.abs(quadratic - low);
      next = isNear ? cubic : cubic + (quadratic - cubic) / 2;
      isBracketed = true;
    } else if (sign < 0) {
      double cubic = cubic(trial, value, slope);
      double secant = trial + slope / (slope - lowSlope) * (low - trial);
      next = Math.abs(cubic - trial) > Math.abs(secant - trial) ? cubic : secant;
      isBracketed = true;
    } else if (Math.abs(slope) < Math.abs(lowSlope)) {
      next = flattening(trial, value, slope);
    } else if (isBracketed) {
      next = cubicToHigh(trial, value, slope);
    } else {
      next = trial > low ? most : least;
    }
    if (value > lowValue) {
      high = trial;
      highValue = value;
      highSlope = slope;
    } else {
      if (sign < 0) {
        high = low;
        highValue = lowValue;
        highSlope = lowSlope;
      }
      low = trial;
      lowValue = value;
      lowSlope = slope;
    }
    step = next;
  }

  private double flattening(double trial, double value, double slope) {
    double theta = 3 * (lowValue - value) / (trial - low) + lowSlope + slope;
    double scale = Math.max(Math.abs(theta), Math.max(Math.abs(lowSlope), Math.abs(slope)));
    double square = theta / scale * (theta / scale) - lowSlope / scale * (slope / scale);
    double gamma = scale * Math.sqrt(Math.max(0, square));
    gamma = trial > low ? -gamma : gamma;
    double r = (gamma - slope + theta) / (gamma + (lowSlope - slope) + gamma);
    double cubic;
    if (r < 0 && gamma != 0) {
      cubic = trial + r * (low - trial);
    } else {
      cubic = trial > low ? most : least;
    }
    double secant = trial + slope / (slope - lowSlope) * (low - trial);
    boolean isNear = Math.abs(trial - cubic) < Math.abs(trial - secant);
    if (isBracketed) {
      double next = isNear ? cubic : secant;
      double limit = trial + 0.66 * (high - trial);
      return trial > low ? Math.min(limit, next) : Math.max(limit, next);
    }
    return Math.max(least, Math.min(most, isNear ? secant : cubic));
  }

  /** The minimum of the cubic through the best step and the trial. */
  private double cubic(double trial, double value, double slope) {
    double theta = 3 * (lowValue - value) / (trial - low) + lowSlope + slope;
    double scale = Math.max(Math.abs(theta), Math.max(Math.abs(lowSlope), Math.abs(slope)));
    double gamma =
        scale * Math.sqrt(theta / scale * (theta / scale) - lowSlope / scale * (slope / scale));
    if (value > lowValue) {
      gamma = trial < low ? -gamma : gamma;
      double r = (gamma - lowSlope + theta) / (gamma - lowSlope + gamma + slope);
      return low + r * (trial - low);
    }
    gamma = trial > low ? -gamma : gamma;
    double r = (gamma - slope + theta) / (gamma - slope + gamma + lowSlope);
    return trial + r * (low - trial);
  }

  private double cubicToHigh(double trial, double value, double slope) {
    double theta = 3 * (value - highValue) / (high - trial) + highSlope + slope;
    double scale = Math.max(Math.abs(theta), Math.max(Math.abs(highSlope), Math.abs(slope)));
    double gamma =
        scale * Math.sqrt(theta / scale * (theta / scale) - highSlope / scale * (slope / scale));
    gamma = trial > high ? -gamma : gamma;
    double r = (gamma - slope + theta) / (gamma - slope + gamma + highSlope);
    return trial + r * (high - trial);
  }
}
