using System.Text;

namespace Metrics.Tests.Support;

/// <summary>Reads what has a length out of a message in protocol buffers; the rest is passed over.</summary>
internal static class ProtocolBuffer
{
    /// <summary>All fields of this number.</summary>
    public static IEnumerable<byte[]> Messages(byte[] message, int number)
    {
        for (var position = 0; position < message.Length;)
        {
            var tag = Varint(message, ref position);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref position);
                    break;
                case 1:
                    position += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref position);
                    if (tag >> 3 == number)
                    {
                        yield return message[position..(position + length)];
                    }

                    position += length;
                    break;
                case 5:
                    position += 4;
                    break;
                default:
                    throw new InvalidDataException($"There is no wire type {tag & 7}.");
            }
        }
    }

    /// <summary>The first field of this number as text; empty where it is not there.</summary>
    public static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Messages(message, number).FirstOrDefault() ?? []);

    /// <summary>The first field of this number as hexadecimal digits; empty where it is not there.</summary>
    public static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Messages(message, number).FirstOrDefault() ?? []);

    private static long Varint(byte[] message, ref int position)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[position++];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
