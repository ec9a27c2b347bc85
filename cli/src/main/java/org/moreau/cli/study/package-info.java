/** What every study shares: its settings, its run folder, its summary and its grid. */
@NullMarked
package org.moreau.cli.study;

import org.jspecify.annotations.NullMarked;
