package org.moreau.cli.bench;

import java.io.IOException;
import java.util.List;

/**
 * Times methods against a baseline: medians of alternating runs in one process, the same work on
 * both sides. Found by {@link java.util.ServiceLoader}.
 */
public interface Bench {
  /** The name in commands, such as {@code proxlstm}. */
  String name();

  /** One line: what is compared with what. */
  String title();

  /** The sizes at which it compares, such as {@code jv}. */
  List<String> cases();

  /** What is compared with the baseline. */
  List<String> methods();

  /** Times the cases and methods that {@code options} ask for; returns early after a stop. */
  BenchReport run(BenchOptions options) throws IOException;
}
