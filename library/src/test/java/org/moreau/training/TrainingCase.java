package org.moreau.training;

import org.bytedeco.pytorch.Module;
import org.moreau.optim.Optimizer;

/** A model, its optimiser and its task; child programs make one by its public constructor. */
public interface TrainingCase {
  Module model();

  Optimizer optimizer();

  Task task();

  /** How long it is trained. */
  default int epochs() {
    return 30;
  }

  /** Makes the case of that class name. */
  static TrainingCase named(String className) throws ReflectiveOperationException {
    return Class.forName(className).asSubclass(TrainingCase.class).getConstructor().newInstance();
  }
}
