package org.moreau.data;

/**
 * BBC: 685 news articles on business, entertainment, politics, sport and technology. The four views
 * are four segments of each article, by how often each of some 4,600 terms is in it.
 */
public final class BbcNews extends TextViews {
  /** The set, whose file is opened when its parts are asked for. */
  public BbcNews() {
    super(
        "bbc",
        4,
        new DataFile(
            "BBC4view_685.mat",
            326_767,
            "d126e551266aa0e8c6883b29a6468b3c09739c2ef61dde2df3b78179f42080bd",
            false));
  }

  @Override
  public String title() {
    return "BBC: 685 news articles of five topics, each in four segments";
  }
}
