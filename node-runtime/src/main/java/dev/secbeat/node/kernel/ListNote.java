// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * What is told of a version of a list besides its entries. It is kept beside the tables, so that it outlives the daemon
 * together with them; texts that are too long for that are cut off.
 *
 * @param origin what the list is made of, "file" or what is selected by, at most 16 bytes of UTF-8; empty: not known
 * @param selection which of them, for people, at most 96 bytes; empty for a file
 * @param database what kind the database calls itself, at most 64 bytes; empty for a file, and before one was read
 * @param builtMillis when the database was built, as System.currentTimeMillis; 0 likewise
 * @param loadedMillis when this version was put in force, as System.currentTimeMillis; 0: none was read yet
 */
public record ListNote(String origin, String selection, String database, long builtMillis, long loadedMillis) {
    /** Nothing is known. */
    public static final ListNote NONE = new ListNote("", "", "", 0, 0);
}
