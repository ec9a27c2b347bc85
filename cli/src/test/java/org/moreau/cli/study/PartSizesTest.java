package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PartSizesTest {
  @Test
  void sizesThatDifferBySeedAreSaidAsARange() {
    Summary summary = new Summary();

    new PartSizes(100, 20, 30)
        .with(new PartSizes(98, 22, 30))
        .with(new PartSizes(99, 21, 30))
        .describe(summary, "some-set", "Some set");

    assertEquals("Some set (train 98 to 100, validation 20 to 22, test 30)", summary.note());
  }

  @Test
  void aTestPartThatIsNotReadIsNotNamed() {
    Summary summary = new Summary();

    new PartSizes(100, 20, 0).describe(summary, "some-set", "Some set");

    assertEquals("Some set (train 100, validation 20)", summary.note());
  }
}
