/** What a bench is; the benches themselves are found on the class path. */
@NullMarked
package org.moreau.cli.bench;

import org.jspecify.annotations.NullMarked;
