package org.moreau.training;

import java.util.ArrayList;
import java.util.List;

/** How far a run has come: all that a checkpoint holds besides tensors. */
final class Progress {
  /** The epoch that is being trained, counted from 1. */
  int epoch = 1;

  /** The next step of it, counted from 0; as many as there are steps before its evaluation. */
  int step;

  /** The sum of the losses of the steps before. */
  double lossSum;

  /** The largest error of the solves of the steps before; NaN if one was. */
  double solveError;

  /** The seconds spent on this epoch before the run was last resumed. */
  double seconds;

  /** The best of the epochs in the history; 0 as long as there is none. */
  int bestEpoch;

  final List<EpochRecord> history = new ArrayList<>();

  /** Whether {@code settings} ask for no further epoch. */
  boolean complete(Trainer.Settings settings) {
    return epoch > settings.epochs()
        || (bestEpoch > 0 && history.size() - bestEpoch >= settings.patience());
  }

  /** Closes the current epoch. */
  void finishEpoch(EpochRecord record) {
    history.add(record);
    epoch++;
    step = 0;
    lossSum = 0;
    solveError = 0;
    seconds = 0;
  }
}
