package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.data.DataFile;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.FoundFile;

/**
 * The files of data sets as they were when a run started: for each set by its name, each file by
 * its name.
 */
public record UsedData(Map<String, Map<String, Source>> sets) {

  /** Where a file was, and the checksum of its unpacked content. */
  public record Source(String place, String sha256) {
    private String described() {
      return place + " (sha256 " + sha256.substring(0, Math.min(12, sha256.length())) + "...)";
    }
  }

  public UsedData {
    Map<String, Map<String, Source>> copy = new LinkedHashMap<>();
    sets.forEach(
        (name, files) -> copy.put(name, Collections.unmodifiableMap(new LinkedHashMap<>(files))));
    sets = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads the files of {@code sets} for their checksums.
   *
   * @param test whether to open files of a test part too
   * @throws IOException saying where a file was looked for and how to get it, if there is none
   */
  public static UsedData find(List<DataSet> sets, DataFolders folders, boolean test)
      throws IOException {
    Map<String, Map<String, Source>> used = new LinkedHashMap<>();
    for (DataSet set : sets) {
      Map<String, Source> files = new LinkedHashMap<>();
      for (DataFile file : set.files()) {
        if (test || !file.test()) {
          FoundFile found = set.find(file, folders);
          files.put(file.name(), new Source(found.place(), found.sha256()));
        }
      }
      used.put(set.name(), files);
    }
    return new UsedData(used);
  }

  /**
   * Checks that a run that started with this data goes on with the same content, wherever it lies.
   *
   * @param run names the run's folder in the message
   * @throws IllegalArgumentException naming the first file that has changed
   */
  public void requireSame(UsedData now, String run) {
    now.sets.forEach(
        (set, files) ->
            files.forEach(
                (name, source) -> {
                  Source then = sets.getOrDefault(set, Map.of()).get(name);
                  if (then == null || !then.sha256.equals(source.sha256)) {
                    throw new IllegalArgumentException(
                        "the data has changed: "
                            + source.described()
                            + " is not the "
                            + name
                            + " of "
                            + set
                            + " that the run in "
                            + run
                            + " started with, "
                            + (then == null ? "of which it knows nothing" : then.described())
                            + "; give that one's folder with --data, or start a new run");
                  }
                }));
  }

  /** The content that {@code set} is learnt from, the test part left out, for a checkpoint. */
  String learntFrom(DataSet set) {
    List<String> words = new ArrayList<>();
    for (DataFile file : set.files()) {
      Source source = sets.getOrDefault(set.name(), Map.of()).get(file.name());
      if (!file.test() && source != null) {
        words.add(file.name() + "=" + source.sha256);
      }
    }
    return String.join(" ", words);
  }
}
