package io.statecap.datasets.tokenizer;

import java.util.List;

/** Fixed texts that are one token each wherever they occur; they are searched for before a text is cut into pieces. */
final class AddedTokens {

    private static final int ASCII = 128;

    private final Node root = new Node();
    private final List<String> contents;

    /** A node of the trie: the characters that may follow. */
    private static final class Node {
        private final Node[] next = new Node[ASCII];
        private int token = -1;
    }

    /** @param contents ASCII, none empty */
    AddedTokens(List<String> contents) {
        this.contents = List.copyOf(contents);
        for (int token = 0; token < contents.size(); token++) {
            Node node = root;
            for (char c : contents.get(token).toCharArray()) {
                if (node.next[c] == null) {
                    node.next[c] = new Node();
                }
                node = node.next[c];
            }
            node.token = token;
        }
    }

    /** The longest token that begins at {@code from} and ends by {@code to}, as its place in the list; −1 for none. */
    int at(String text, int from, int to) {
        int longest = -1;
        Node node = root;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            node = c < ASCII ? node.next[c] : null;
            if (node == null) {
                break;
            }
            if (node.token >= 0) {
                longest = node.token;
            }
        }
        return longest;
    }

    int length(int token) {
        return contents.get(token).length();
    }

    boolean isEmpty() {
        return contents.isEmpty();
    }
}
