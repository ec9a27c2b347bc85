package org.moreau.cli.study;

import java.util.List;

/**
 * A learning rate that falls in steps.
 *
 * @param rate of the first epochs
 * @param dropAfter the last epochs before it is divided by 10
 */
record RateSchedule(double rate, List<Integer> dropAfter) {
  RateSchedule {
    dropAfter = List.copyOf(dropAfter);
  }

  /** With one drop. */
  RateSchedule(double rate, int dropAfter) {
    this(rate, List.of(dropAfter));
  }

  /** The rate in an epoch, from 1 on. */
  double at(int epoch) {
    double now = rate;
    for (int last : dropAfter) {
      now = epoch <= last ? now : now / 10;
    }
    return now;
  }
}
