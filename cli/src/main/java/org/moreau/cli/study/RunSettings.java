package org.moreau.cli.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;
import org.moreau.engine.Threads;

/**
 * What fixes a run besides its study's own settings.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:i}
 * @param grid values to try for each key, in the order given; empty for a plain run
 * @param data what it reads
 */
public record RunSettings(
    String study,
    long seed,
    int repeats,
    Threads threads,
    String device,
    boolean quick,
    Map<String, List<String>> grid,
    UsedData data) {
  public RunSettings {
    Check.positive("repeats", repeats);
    grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
  }
}
