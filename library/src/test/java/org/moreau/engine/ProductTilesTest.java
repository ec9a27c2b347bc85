package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProductTilesTest {
  private static final ProductTiles TILES = new ProductTiles(128, 64, 1_000_000);

  @Test
  void partsAreOfNearlyOneSizeAndAMultipleOf16() {
    assertEquals(96, TILES.depthOf(192));
    assertEquals(128, TILES.depthOf(384));
    assertEquals(64, TILES.columnsOf(256));
    assertEquals(96, TILES.rowsOf(256, 64, 128));
    assertEquals(20, TILES.depthOf(20));
  }

  @Property(seed = "7")
  void aTileHasNoMoreThanTheMost(
      @ForAll @IntRange(min = 1, max = 5000) int rows,
      @ForAll @IntRange(min = 1, max = 5000) int columns,
      @ForAll @IntRange(min = 1, max = 5000) int terms) {
    int deep = TILES.depthOf(terms);
    int wide = TILES.columnsOf(columns);
    int high = TILES.rowsOf(rows, wide, deep);
    assertTrue(deep >= 1 && deep <= 128 && wide >= 1 && wide <= 64 && high >= 1);
    assertTrue((long) deep * wide * high <= 1_000_000);
  }
}
