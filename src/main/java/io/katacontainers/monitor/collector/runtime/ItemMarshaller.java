package io.katacontainers.monitor.collector.runtime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Reads an answer that is a list in field 1, one item at a time: what the reader does not keep is garbage before the next item is read,
 * so that an answer of any number of items needs no more memory than what is kept of it. Fields that the trimmed messages do not name,
 * such as labels and annotations, are skipped.
 */
final class ItemMarshaller<I extends Message, R> implements MethodDescriptor.Marshaller<R> {
    private static final int ITEM_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final Parser<I> parser;
    private final Function<Iterator<I>, R> reader;

    ItemMarshaller(Parser<I> parser, Function<Iterator<I>, R> reader) {
        this.parser = DiscardUnknownFieldsParser.wrap(parser);
        this.reader = reader;
    }

    @Override
    public InputStream stream(R value) {
        throw new UnsupportedOperationException("answers are only read");
    }

    @Override
    public R parse(InputStream stream) {
        return reader.apply(new Items(CodedInputStream.newInstance(stream)));
    }

    private final class Items implements Iterator<I> {
        private final CodedInputStream in;
        private boolean atItem;

        Items(CodedInputStream in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            try {
                while (!atItem) {
                    int tag = in.readTag();
                    atItem = tag == ITEM_TAG;
                    if (tag == 0 || (!atItem && !in.skipField(tag))) {
                        return false;
                    }
                }
                return true;
            } catch (IOException e) {
                throw malformed(e);
            }
        }

        @Override
        public I next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            atItem = false;
            try {
                return in.readMessage(parser, ExtensionRegistryLite.getEmptyRegistry());
            } catch (IOException e) {
                throw malformed(e);
            }
        }

        private RuntimeException malformed(IOException e) {
            return Status.INTERNAL
                    .withDescription("malformed answer: " + e.getMessage())
                    .asRuntimeException();
        }
    }
}
