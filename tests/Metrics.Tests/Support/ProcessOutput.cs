using System.Diagnostics;
using System.Text;

namespace Metrics.Tests.Support;

/// <summary>What a process has written so far, errors included. Reading goes on all the time, so that the process never waits for it.</summary>
internal sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();

    /// <param name="process">A process that has just started, with both its outputs redirected.</param>
    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }

    /// <param name="line">Null where one of the outputs has ended, which may be before the other one says anything.</param>
    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_text)
            {
                _text.AppendLine(line);
            }
        }
    }
}
