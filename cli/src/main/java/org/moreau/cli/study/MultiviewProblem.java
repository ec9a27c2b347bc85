package org.moreau.cli.study;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.MultiviewNetwork;
import org.moreau.representation.MultiviewTask;

/** What a study learns from several views: the samples of one seed, and the network for them. */
interface MultiviewProblem<N extends MultiviewNetwork> {
  /** All that a training depends on besides its method, the seed and the content of files. */
  String description();

  /** The content that is learnt from, as {@link UsedData#learntFrom} tells it. */
  String data();

  /** The number of training samples. */
  int samples();

  /** How many stages of a method there are to train. */
  default int stages(MultiviewMethod method) {
    return method.stages().size();
  }

  /** A new network for a method, with random parameters, on the CPU. */
  N network(MultiviewMethod method);

  /** The task of a network, which is on the device of the run. */
  MultiviewTask task(N network);

  /** The names of what {@link #test} may measure. */
  List<String> measures();

  /**
   * What a trained network does on the part to test on; nothing as long as choices are made. The
   * proximal layer has the step of the best epoch.
   *
   * @throws CancellationException if a stop was asked for, where a test takes long
   */
  Map<String, Double> test(N network);
}
