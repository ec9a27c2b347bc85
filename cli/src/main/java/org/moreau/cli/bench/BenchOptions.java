package org.moreau.cli.bench;

import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Progress;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/**
 * What to time, and how.
 *
 * @param caseName the only case, or null for all
 * @param method the only method, or null for all
 * @param threads already in effect
 * @param stop asked between two timed steps
 */
public record BenchOptions(
    @Nullable String caseName,
    @Nullable String method,
    Threads threads,
    Device device,
    StopSignal stop,
    Progress progress) {

  public boolean includesCase(String name) {
    return caseName == null || caseName.equals(name);
  }

  public boolean includesMethod(String name) {
    return method == null || method.equals(name);
  }
}
