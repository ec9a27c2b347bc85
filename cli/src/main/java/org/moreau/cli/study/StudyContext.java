package org.moreau.cli.study;

import java.io.PrintStream;
import org.bytedeco.pytorch.Device;
import org.moreau.data.DataFolders;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/**
 * What a study gets besides its configuration.
 *
 * @param seed of the first repeat; repeat i has {@code seed + i}
 * @param repeats at least 1
 * @param quick whether {@link Study#quick} has been applied
 * @param resumed whether the folder may hold checkpoints of an earlier start
 * @param data where data sets are looked for
 * @param threads already in effect
 * @param summary takes the results
 * @param stop asked between two steps
 * @param out for the few lines besides the table that a person should read
 */
public record StudyContext(
    long seed,
    int repeats,
    boolean quick,
    boolean resumed,
    DataFolders data,
    Device device,
    Threads threads,
    RunFolder folder,
    Summary summary,
    StopSignal stop,
    Progress progress,
    PrintStream out) {

  /** The same for the one seed {@code other}, without progress or results of its own. */
  StudyContext alone(long other) {
    return new StudyContext(
        other,
        1,
        quick,
        resumed,
        data,
        device,
        threads,
        folder,
        new Summary(),
        stop,
        Progress.silent(),
        out);
  }
}
