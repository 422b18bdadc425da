package io.statecap.datasets.tokenizer;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Fixed texts that are one token each wherever they occur; they are searched for before a text is cut into pieces. */
final class AddedTokens {

    private static final int ASCII = 128;

    private final Node root = new Node();
    private final boolean any;

    /** A node of the trie: the characters that may follow, and the id of the token that ends here. */
    private static final class Node {
        private final Node[] next = new Node[ASCII];
        private int id = -1;
    }

    /** What is done with the text between two added tokens. */
    interface Between {
        void encode(int from, int to);
    }

    /**
     * @param contents ASCII, none empty
     * @param library  gives one id for each
     */
    AddedTokens(List<String> contents, Function<String, int[]> library) {
        any = !contents.isEmpty();
        for (String content : contents) {
            Node node = root;
            for (char c : content.toCharArray()) {
                if (node.next[c] == null) {
                    node.next[c] = new Node();
                }
                node = node.next[c];
            }
            node.id = library.apply(content)[0];
        }
    }

    /** Adds the ids of the added tokens of a text, at each place the longest, and has the rest encoded in its place. */
    void encode(String text, int from, int to, IntStream.Builder ids, Between rest) {
        int start = from;
        for (int at = from; any && at < to; ) {
            int end = at;
            int id = -1;
            Node node = next(root, text.charAt(at));
            for (int i = at + 1; node != null; i++) {
                if (node.id >= 0) {
                    id = node.id;
                    end = i;
                }
                node = i < to ? next(node, text.charAt(i)) : null;
            }
            if (id < 0) {
                at++;
                continue;
            }
            rest.encode(start, at);
            ids.add(id);
            start = end;
            at = end;
        }
        rest.encode(start, to);
    }

    private static Node next(Node node, char c) {
        return c < ASCII ? node.next[c] : null;
    }
}
