package org.moreau.data;

/**
 * BBCSport: 544 news articles on five sports. The two views are two segments of each article, by
 * weights of some 3,200 terms.
 */
public final class BbcSport extends TextViews {
  /** The set, whose file is opened when its parts are asked for. */
  public BbcSport() {
    super(
        "bbc-sport",
        2,
        new DataFile(
            "BBCSport.mat",
            596_670,
            "c9fe9b76dfb96accf856bf3fbcf9a2b07bdc113d28f70e79ed4032adf05550af",
            false));
  }

  @Override
  public String title() {
    return "BBCSport: 544 news articles of five sports, each in two segments";
  }
}
