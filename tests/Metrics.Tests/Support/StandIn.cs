using System.Reflection;

namespace Metrics.Tests.Support;

/// <summary>Takes the place of an interface of which a test needs a method or two.</summary>
public class StandIn : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = null!;

    /// <param name="answer">What a call returns, by the method and its arguments.</param>
    public static T For<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var standIn = Create<T, StandIn>();
        ((StandIn)(object)standIn)._answer = answer;
        return standIn;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
