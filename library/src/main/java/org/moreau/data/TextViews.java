package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.moreau.engine.MalformedFileException;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;

/**
 * News articles of five topics in a MATLAB file: X, a cell array of a matrix [articles, terms] for
 * each view, sparse or not, and Y [articles, 1], the topics from 1.
 */
abstract class TextViews extends StratifiedViewsSet {
  private static final int TOPICS = 5;

  private final DataFile file;
  private final int views;

  TextViews(String name, int views, DataFile file) {
    super(name, List.of(name.replace('-', '_'), "multiview"), List.of(file));
    this.file = file;
    this.views = views;
  }

  @Override
  public final List<String> viewNames() {
    return IntStream.rangeClosed(1, views).mapToObj(number -> "view" + number).toList();
  }

  @Override
  final ViewsDataset samples(DataFolders folders) throws IOException {
    DataSource source = DataSource.of(this, file, folders);
    try (MatlabFile content = source.matlab()) {
      Cell cells = content.cells("X");
      if (cells.getNumElements() != views) {
        throw new MalformedFileException(
            source.place() + ": X must have " + views + " views, got " + cells.getNumElements());
      }
      List<View> read = new ArrayList<>();
      for (int v = 0; v < views; v++) {
        String name = viewNames().get(v);
        if (!(cells.get(v) instanceof Matrix matrix)) {
          throw new MalformedFileException(
              source.place() + ": " + name + " of X must be a matrix of numbers");
        }
        View view = new View(name, content.rows(name + " of X", matrix), matrix.getDimensions()[1]);
        if (v > 0 && view.size() != read.get(0).size()) {
          throw new MalformedFileException(
              source.place()
                  + ": "
                  + name
                  + " of X must have "
                  + read.get(0).size()
                  + " rows, as view1 has, got "
                  + view.size());
        }
        read.add(view);
      }
      int[] topics = content.integers("Y", content.matrix("Y"), read.get(0).size(), 1, TOPICS);
      for (int i = 0; i < topics.length; i++) {
        topics[i]--;
      }
      return new ViewsDataset(read, topics, TOPICS);
    }
  }

  @Override
  public final String origin() {
    return "Derek Greene, University College Dublin; http://mlg.ucd.ie/datasets/segment.html; as"
        + " MATLAB file in https://github.com/zskong/Multi-view-data";
  }

  @Override
  public final String licence() {
    return "for research, as its home page states, so that it is neither bundled nor fetched";
  }

  @Override
  final String byHand() {
    return "as it is for research; put "
        + file.name()
        + " from the folder data of https://github.com/zskong/Multi-view-data";
  }
}
