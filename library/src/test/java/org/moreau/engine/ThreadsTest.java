package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  @AfterEach
  void backToOneThread() {
    new Threads(1, 1).apply();
  }

  @Test
  void bothSettingsBecomeEffective() {
    new Threads(2, 1).apply();
    assertEquals(2, torch.get_num_threads());
    assertEquals(1, openblas.blas_get_num_threads());

    new Threads(1, 2).apply();
    assertEquals(1, torch.get_num_threads());
    assertEquals(2, openblas.blas_get_num_threads());
  }

  @Test
  void rejectsNoThreadsAndFarTooMany() {
    assertEquals(
        "threads must be from 1 to 1024, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Threads(0, 1)).getMessage());
    assertEquals(
        "blasThreads must be from 1 to 1024, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Threads(1, 0)).getMessage());
    assertEquals(
        "threads must be from 1 to 1024, got 1025",
        assertThrows(IllegalArgumentException.class, () -> new Threads(1025, 1)).getMessage());
  }
}
